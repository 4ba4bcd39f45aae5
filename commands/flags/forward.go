package flags

import (
	"context"
	"net/http"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/version"
)

// Forwarding is the server that serve forwards its clients to, and how.
type Forwarding struct {
	URL     Text
	Headers List
	Bearer  Text
	HTTP    HTTPVersion
	Trust   TLS
	Way     Network
}

func (g *Forwarding) flags() []*Flag {
	forward := &Flag{Name: "forward", Group: flow, Kind: Address, OneOf: "answer", Brief: "forward each client to URL", Field: &g.URL,
		Usage: "connect each client to `URL`, and pass everything on, both ways; --json shows it on stdout"}
	how := append(g.connectionFlags(), g.Way.flags()...)
	return append([]*Flag{forward}, of(forward.Name, how)...)
}

func (g *Forwarding) connectionFlags() []*Flag {
	t := &g.Trust
	return []*Flag{
		{Name: "header", Short: "H", Group: connection, Kind: Header, Field: &g.Headers,
			Usage: "send header `'NAME: VALUE'` to --forward's URL, instead of the client's; @FILE reads such lines"},
		{Name: "bearer", Group: connection, Meant: "-u admits only clients that log in", Field: &g.Bearer,
			Usage: "log in to --forward's URL with `TOKEN`; @FILE reads it from FILE"},
		g.HTTP.flag("use HTTP `VERSION` for --forward's URL"),
		{Name: "insecure", Short: "k", Group: security, Field: &t.Insecure,
			Usage: "accept any certificate of --forward's URL (--pin still applies)"},
		{Name: "cacert", Group: security, Kind: File, Values: certificateFiles(), Meant: "--client-ca admits only clients with a certificate", Field: &t.CaCert,
			Usage: "also trust the authorities in `FILE` (PEM), or in a folder of such files, for --forward's URL"},
		{Name: "server-name", Group: security, Field: &t.ServerName,
			Usage: "ask --forward's URL for `NAME`, and check the certificate for it"},
		{Name: "pin", Group: security, Values: []string{"sha256//"}, Field: &t.Pins,
			Usage: "forward only to a server whose key matches the pin `sha256//BASE64`"},
	}
}

// fill runs after the admission's fill, since it has to know whether clients log in.
func (g *Forwarding) fill(ctx context.Context, s stdio.Streams, o *server.Options) error {
	if !g.URL.Given {
		return nil
	}
	f := &o.Forward
	f.Client = client.Options{Lenient: true, ConnectTimeout: o.Client.ConnectTimeout, CloseTimeout: o.Client.CloseTimeout, Header: http.Header{"User-Agent": {"wspipe/" + version.Number()}}}
	return firstOf(
		func() error { return g.fillURL(f) },
		func() error { return g.fillHeaders(f.Client.Header) },
		func() error { return g.HTTP.fill(&f.Client) },
		func() error { return g.Way.fill(&f.Client) },
		func() error { return g.Trust.fill(ctx, s, o.Verbosity, &f.Client) },
		func() error { return g.Way.fillProxyLogin(ctx, s, &f.Client) },
		func() error {
			login := Login{Bearer: g.Bearer}
			err := login.fill(ctx, s, &f.Client)
			f.KeepsLogin = o.User != "" || hasHeader(f.Client.Header, "Authorization") || client.WithoutUser(f.URL) != f.URL
			f.Client.Compression = o.Client.Compression
			return err
		},
	)
}

// fillHeaders rejects headers that only the client may set.
func (g *Forwarding) fillHeaders(header http.Header) error {
	asked, err := addHeaders(header, g.Headers.Values)
	if err != nil {
		return err
	}
	if err := asked.refused(); err != nil {
		return g.Headers.wrong("%w", err)
	}
	return nil
}

// fillURL rejects an invalid URL before anything is opened.
func (g *Forwarding) fillURL(f *server.Forward) (err error) {
	if g.URL.Value == dial.Echo {
		return g.URL.wrong("echo: is --echo here")
	}
	if f.URL, err = dial.URL(g.URL.Value); err == nil {
		_, err = client.New(f.URL, client.Options{})
	}
	if err != nil {
		return &status.UsageError{Err: err}
	}
	return nil
}
