package flags

import (
	"context"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/keys"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// TLS decides which servers to trust.
type TLS struct {
	Insecure   Switch
	CaCert     Text
	ServerName Text
	Pins       List
	Oldest     Text
	Newest     Text
	Certificate
}

// Certificate is the certificate that we present.
type Certificate struct {
	Cert       Text
	Key        Text
	Passphrase Text
}

func (g *TLS) flags() []*Flag {
	return []*Flag{
		{Name: "insecure", Short: "k", Group: security, Brief: "accept any certificate", Field: &g.Insecure,
			Usage: "accept any certificate (--pin still applies)"},
		{Name: "cacert", Group: security, Kind: File, Values: certificateFiles(), Field: &g.CaCert,
			Usage: "also trust the authorities in `FILE` (PEM), or in a folder of such files"},
		g.certFlag("show the server the certificate in `FILE` (PEM or PKCS#12), which may hold the key"),
		g.keyFlag(), g.passphraseFlag(),
		{Name: "server-name", Group: security, Field: &g.ServerName,
			Usage: "ask for `NAME`, and check the certificate for it, instead of the URL's host"},
		{Name: "pin", Aliases: named("pinnedpubkey"), Group: security, Values: []string{"sha256//"}, Field: &g.Pins,
			Usage: "accept only a server whose key matches the pin `sha256//BASE64` (several: repeat, or use ;)"},
		{Name: "tls-min", Group: security, Kind: Enum, Values: tlsVersions(), Aliases: tlsAliases(), Default: "1.2", Field: &g.Oldest,
			Usage: "use TLS `VERSION` or later"},
		{Name: "tls-max", Group: security, Kind: Enum, Values: tlsVersions(), Field: &g.Newest,
			Usage: "use TLS `VERSION` or earlier"},
	}
}

func certificateFiles() []string { return []string{"*.pem", "*.crt", "*.cer", "*.p12", "*.pfx"} }

func (g *Certificate) certFlag(usage string) *Flag {
	return &Flag{Name: "cert", Short: "E", Group: security, Kind: File, Values: certificateFiles(), OneOf: "certificate", Usage: usage, Field: &g.Cert}
}

func (g *Certificate) keyFlag() *Flag {
	return &Flag{Name: "key", Group: security, Kind: File, Values: []string{"*.pem", "*.key"}, Of: "cert", Field: &g.Key,
		Usage: "`FILE` (PEM) with the private key of --cert"}
}

func (g *Certificate) passphraseFlag() *Flag {
	return &Flag{Name: "key-passphrase", Aliases: named("pass"), Group: security, Field: &g.Passphrase,
		Usage: "decrypt the private key with `PASSPHRASE`; @FILE reads it from FILE; without it a terminal asks"}
}

func (g *TLS) fill(ctx context.Context, s stdio.Streams, v stdio.Verbosity, o *client.Options) error {
	t := keys.Options{Insecure: g.Insecure.On, Pins: g.Pins.Values, CaCert: g.CaCert.Value, ServerName: g.ServerName.Value}
	t.Warn = func() { stdio.NewVoice(s, v).Say("the server's certificate is not checked (-k)") }
	if g.ServerName.Given && !dial.IsHostName(t.ServerName) {
		return g.ServerName.wrong("%q is not a host's name", status.WithoutLogin(t.ServerName))
	}
	err := g.CaCert.namesFile()
	if err != nil {
		return err
	}
	if t.Credentials, err = g.credentials(); err != nil {
		return err
	}
	if o.TLS, err = t.Config(ctx, s); err != nil {
		return err
	}
	return g.fillVersions(o)
}

func (g *Certificate) credentials() (keys.Credentials, error) {
	if err := g.Cert.namesFile(); err != nil {
		return keys.Credentials{}, err
	}
	passphrase, err := g.Passphrase.secret()
	return keys.Credentials{Cert: g.Cert.Value, Key: g.Key.Value, Passphrase: passphrase, Given: g.Passphrase.Given}, err
}

// namesFile rejects an empty name.
func (t *Text) namesFile() error {
	if t.Given && t.Value == "" {
		return t.wrong("it names no file")
	}
	return nil
}
