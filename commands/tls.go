package commands

import (
	"crypto/tls"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"
)

func tlsFlags() []cli.Flag {
	return []cli.Flag{
		boolFlag("insecure", "k", groupTLS, "accept any certificate (--pin still counts)"),
		&cli.StringFlag{Name: "cacert", Category: groupTLS,
			Usage: "trust the authorities in `FILE` (PEM), or in a folder of such, too"},
		&cli.StringFlag{Name: "cert", Category: groupTLS,
			Usage: "show the server the certificate in `FILE` (PEM or PKCS#12), which may hold the key"},
		&cli.StringFlag{Name: "key", Category: groupTLS,
			Usage: "`FILE` (PEM) with the private key of --cert"},
		&cli.StringFlag{Name: "key-passphrase", Category: groupTLS,
			Usage: "decrypt the private key with `PASSPHRASE`; @FILE reads it from there; a terminal asks for it"},
		&cli.StringFlag{Name: "server-name", Category: groupTLS,
			Usage: "ask for `NAME`, and check the certificate for it, instead of the URL's host"},
		&cli.StringSliceFlag{Name: "pin", Category: groupTLS,
			Usage: "accept only a server whose key has the pin `sha256//BASE64` (several: again, or with ;)"},
	}
}

// readSecrets is for TLS and for the login. It comes last of all that is read,
// because it may have to ask a person.
func readSecrets(c *cli.Context, s streams, o *options) error {
	for _, read := range []func() error{
		func() error { return readVerification(c, s, o) },
		func() error { return readAuthorities(c, o) },
		func() error { return readServerName(c, o) },
		func() error { return readKeyLog(o) },
		func() error { return readClientCertificate(c, s, o) },
		func() error { return readLogin(c, s, o) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// tlsConfig is made when something is to be set in it: an ordinary start
// reads no file.
func (o *options) tlsConfig() *tls.Config {
	if o.client.TLS == nil {
		o.client.TLS = &tls.Config{}
	}
	return o.client.TLS
}

// readVerification is for -k and --pin. With both, the pin is what counts;
// with -k alone nothing is checked, and the first connection says so.
func readVerification(c *cli.Context, s streams, o *options) error {
	allowed, err := parsePins(c.StringSlice("pin"))
	if err != nil {
		return err
	}
	if c.Bool("insecure") {
		o.tlsConfig().InsecureSkipVerify = true
	}
	switch {
	case len(allowed) > 0:
		o.tlsConfig().VerifyConnection = allowed.verify
	case c.Bool("insecure") && !o.quiet:
		var once sync.Once
		warn := func() { (&report{w: s.err}).say("the server's certificate is not checked (-k)") }
		o.tlsConfig().VerifyConnection = func(tls.ConnectionState) error {
			once.Do(warn)
			return nil
		}
	}
	return nil
}

func readServerName(c *cli.Context, o *options) error {
	if !c.IsSet("server-name") {
		return nil
	}
	name := c.String("server-name")
	if name == "" || strings.ContainsFunc(name, notInHostName) {
		return usagef("--server-name: %q is not a host's name", withoutLogin(name))
	}
	o.tlsConfig().ServerName = name
	return nil
}

// notInHostName also lets IPv6 addresses pass.
func notInHostName(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("/@[]?#", r)
}
