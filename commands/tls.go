package commands

import (
	"crypto/tls"
	"crypto/x509"
	"os"

	"github.com/urfave/cli/v2"
)

func tlsFlags() []cli.Flag {
	return []cli.Flag{
		boolFlag("insecure", "k", groupTLS, "accept any certificate"),
		&cli.StringFlag{Name: "cacert", Category: groupTLS,
			Usage: "trust the authorities in `FILE` (PEM) too"},
	}
}

func readTLS(c *cli.Context, o *options) error {
	file := c.String("cacert")
	if !c.Bool("insecure") && file == "" {
		return nil
	}
	config := &tls.Config{InsecureSkipVerify: c.Bool("insecure")} //nolint:gosec // asked for
	if file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return usagef("--cacert: %w", err)
		}
		if config.RootCAs, err = x509.SystemCertPool(); err != nil {
			config.RootCAs = x509.NewCertPool()
		}
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return usagef("--cacert: %s holds no certificate in PEM", file)
		}
	}
	o.client.TLS = config
	return nil
}
