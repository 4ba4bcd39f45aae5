package flags

import (
	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/keys"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func tlsFlags() []cli.Flag {
	return []cli.Flag{
		BoolFlag("insecure", "k", GroupTLS, "accept any certificate (--pin still counts)"),
		&cli.StringFlag{Name: "cacert", Category: GroupTLS,
			Usage: "trust the authorities in `FILE` (PEM), or in a folder of such, too"},
		&cli.StringFlag{Name: "cert", Category: GroupTLS,
			Usage: "show the server the certificate in `FILE` (PEM or PKCS#12), which may hold the key"},
		&cli.StringFlag{Name: "key", Category: GroupTLS,
			Usage: "`FILE` (PEM) with the private key of --cert"},
		&cli.StringFlag{Name: "key-passphrase", Category: GroupTLS,
			Usage: "decrypt the private key with `PASSPHRASE`; @FILE reads it from there; a terminal asks for it"},
		&cli.StringFlag{Name: "server-name", Category: GroupTLS,
			Usage: "ask for `NAME`, and check the certificate for it, instead of the URL's host"},
		&cli.StringSliceFlag{Name: "pin", Category: GroupTLS,
			Usage: "accept only a server whose key has the pin `sha256//BASE64` (several: again, or with ;)"},
	}
}

// readSecrets is for TLS and for the login. It comes last of all that is read,
// because it may have to ask a person.
func readSecrets(c *cli.Context, s stdio.Streams, v stdio.Verbosity, o *client.Options) error {
	for _, read := range []func() error{
		func() error { return readTLS(c, s, v, o) },
		func() error { return readLogin(c, s, o) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// readTLS is for the flags of the group TLS.
func readTLS(c *cli.Context, s stdio.Streams, v stdio.Verbosity, o *client.Options) error {
	t := keys.Options{Insecure: c.Bool("insecure"), Pins: c.StringSlice("pin"), CaCert: c.String("cacert"), ServerName: c.String("server-name")}
	t.Warn = func() { stdio.NewVoice(s, v).Say("the server's certificate is not checked (-k)") }
	if c.IsSet("server-name") && !dial.IsHostName(t.ServerName) {
		return status.Usagef("--server-name: %q is not a host's name", status.WithoutLogin(t.ServerName))
	}
	err := namesFile(c, "cacert")
	if err != nil {
		return err
	}
	if t.Credentials, err = readCredentials(c); err != nil {
		return err
	}
	o.TLS, err = t.Config(c.Context, s)
	return err
}

func readCredentials(c *cli.Context) (keys.Credentials, error) {
	if err := namesFile(c, "cert"); err != nil {
		return keys.Credentials{}, err
	}
	passphrase, err := secret(c, "key-passphrase")
	return keys.Credentials{Cert: c.String("cert"), Key: c.String("key"), Passphrase: passphrase, Given: c.IsSet("key-passphrase")}, err
}

// namesFile refuses an empty name.
func namesFile(c *cli.Context, flag string) error {
	if c.IsSet(flag) && c.String(flag) == "" {
		return status.Usagef("--%s: it names no file", flag)
	}
	return nil
}
