package flags

import (
	"net/http"
	"strconv"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/version"
)

const defaultMaxRedirects = 10

func connectionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "header", Aliases: []string{"H"}, Category: GroupConnection,
			Usage: "send header `'NAME: VALUE'` with the handshake, or none of that name where VALUE is empty; @FILE reads such lines"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: GroupConnection,
			Usage: "offer subprotocol `NAME`; the server must choose one of those offered"},
		&cli.StringFlag{Name: "origin", Aliases: []string{"o"}, Category: GroupConnection,
			Usage: "send `ORIGIN` as a browser's page would"},
		&cli.StringFlag{Name: "host", Category: GroupConnection,
			Usage: "ask for `HOST` instead of the URL's, wherever it is connected to"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: GroupConnection,
			Usage: "log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there; a terminal asks for the password of NAME alone"},
		&cli.StringFlag{Name: "bearer", Category: GroupConnection,
			Usage: "log in with `TOKEN`; @FILE reads it from there"},
		&cli.GenericFlag{Name: "netrc", Category: GroupConnection, Value: &optionalValue{},
			Usage: "log in with what ~/.netrc, or --netrc=`FILE`, has for the host"},
		BoolFlag("location", "L", GroupConnection, "follow redirects, but not from wss to ws, and without credentials to another host"),
		&cli.IntFlag{Name: "max-redirs", Category: GroupConnection, DefaultText: strconv.Itoa(defaultMaxRedirects),
			Usage: "follow at most `N` redirects; -1 for no limit"},
		&cli.GenericFlag{Name: "compress", Category: GroupConnection, Value: &optionalValue{},
			Usage: "offer compression (permessage-deflate) as browsers do, or with --compress=`'PARAMETER; …'`"},
	}
}

func readConnection(c *cli.Context, o *client.Options) error {
	o.Protocols = c.StringSlice("subprotocol")
	if err := checkSubprotocols(o.Protocols); err != nil {
		return err
	}
	header := http.Header{"User-Agent": {"wspipe/" + version.Number}}
	if err := addHeaders(header, c.StringSlice("header")); err != nil {
		return err
	}
	if origin := c.String("origin"); !validHeader("Origin", origin) {
		return status.Usagef("--origin: %q has characters that no header can hold", status.WithoutLogin(origin))
	} else if origin != "" {
		setHeader(header, "Origin", origin)
	}
	if c.IsSet("host") {
		host := c.String("host")
		if !validHost(host) {
			return status.Usagef("--host: %q is not a host, or a host and a port", status.WithoutLogin(host))
		}
		setHeader(header, "Host", host)
	}
	o.Header = header
	if err := readCompression(c, o); err != nil {
		return err
	}
	return readRedirects(c, o)
}

// readCompression also takes what a variable says of a flag without a value.
func readCompression(c *cli.Context, o *client.Options) error {
	v, ok := c.Generic("compress").(*optionalValue)
	if !ok || !c.IsSet("compress") {
		return nil
	}
	on, err := strconv.ParseBool(v.value)
	o.Compression = on || err != nil
	if err == nil {
		return nil
	}
	o.CompressionParameters = v.value
	if err := client.CheckCompression(v.value); err != nil {
		return status.Usagef("--compress: %w", err)
	}
	return nil
}

// readRedirects lets -1 be no limit, as curl does.
func readRedirects(c *cli.Context, o *client.Options) error {
	limit := defaultMaxRedirects
	if c.IsSet("max-redirs") {
		limit = c.Int("max-redirs")
	}
	if limit < -1 {
		return status.Usagef("--max-redirs: %d is not a number of redirects, or -1 for no limit", limit)
	}
	if c.Bool("location") {
		o.MaxRedirects = limit
	}
	return nil
}
