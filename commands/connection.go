package commands

import (
	"net/http"
	"strconv"

	"github.com/urfave/cli/v2"

	"wspipe/client"
)

const defaultMaxRedirects = 10

func connectionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "header", Aliases: []string{"H"}, Category: groupConnection,
			Usage: "send header `'NAME: VALUE'` with the handshake, or none of that name where VALUE is empty; @FILE reads such lines"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: groupConnection,
			Usage: "offer subprotocol `NAME`; the server must choose one of those offered"},
		&cli.StringFlag{Name: "origin", Aliases: []string{"o"}, Category: groupConnection,
			Usage: "send `ORIGIN` as a browser's page would"},
		&cli.StringFlag{Name: "host", Category: groupConnection,
			Usage: "ask for `HOST` instead of the URL's, wherever it is connected to"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: groupConnection,
			Usage: "log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there; a terminal asks for the password of NAME alone"},
		&cli.StringFlag{Name: "bearer", Category: groupConnection,
			Usage: "log in with `TOKEN`; @FILE reads it from there"},
		&cli.GenericFlag{Name: "netrc", Category: groupConnection, Value: &optionalValue{},
			Usage: "log in with what ~/.netrc, or --netrc=`FILE`, has for the host"},
		boolFlag("location", "L", groupConnection, "follow redirects, but not from wss to ws, and without credentials to another host"),
		&cli.IntFlag{Name: "max-redirs", Category: groupConnection, DefaultText: strconv.Itoa(defaultMaxRedirects),
			Usage: "follow at most `N` redirects; -1 for no limit"},
		&cli.GenericFlag{Name: "compress", Category: groupConnection, Value: &optionalValue{},
			Usage: "offer compression (permessage-deflate) as browsers do, or with --compress=`'PARAMETER; …'`"},
	}
}

func readConnection(c *cli.Context, o *options) error {
	o.client.Protocols = c.StringSlice("subprotocol")
	if err := checkSubprotocols(o.client.Protocols); err != nil {
		return err
	}
	header := http.Header{"User-Agent": {"wspipe/" + version}}
	if err := addHeaders(header, c.StringSlice("header")); err != nil {
		return err
	}
	if origin := c.String("origin"); !validHeader("Origin", origin) {
		return usagef("--origin: %q has characters that no header can hold", withoutLogin(origin))
	} else if origin != "" {
		setHeader(header, "Origin", origin)
	}
	if c.IsSet("host") {
		host := c.String("host")
		if !validHost(host) {
			return usagef("--host: %q is not a host, or a host and a port", withoutLogin(host))
		}
		setHeader(header, "Host", host)
	}
	o.client.Header = header
	if err := readCompression(c, o); err != nil {
		return err
	}
	return readRedirects(c, o)
}

// readCompression also takes what a variable says of a flag without a value.
func readCompression(c *cli.Context, o *options) error {
	v, ok := c.Generic("compress").(*optionalValue)
	if !ok || !c.IsSet("compress") {
		return nil
	}
	on, err := strconv.ParseBool(v.value)
	o.client.Compression = on || err != nil
	if err == nil {
		return nil
	}
	o.client.CompressionParameters = v.value
	if err := client.CheckCompression(v.value); err != nil {
		return usagef("--compress: %w", err)
	}
	return nil
}

// readRedirects lets -1 be no limit, as curl does.
func readRedirects(c *cli.Context, o *options) error {
	limit := defaultMaxRedirects
	if c.IsSet("max-redirs") {
		limit = c.Int("max-redirs")
	}
	if limit < -1 {
		return usagef("--max-redirs: %d is not a number of redirects, or -1 for no limit", limit)
	}
	if c.Bool("location") {
		o.client.MaxRedirects = limit
	}
	return nil
}
