package flags

import (
	"net/http"
	"strconv"
	"strings"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/version"
)

const defaultMaxRedirects = 10

// Connection is what the handshake asks for.
type Connection struct {
	Headers      List
	Subprotocols List
	AnyProtocol  Switch
	HeaderFrom   Text
	Origin       Text
	Host         Text
	Cookies      List
	Config       Config
	UserAgent    Text
	Referer      Text
	Login        Login
	Location     Switch
	MaxRedirects Number
	Compress     Optional
	HTTP         HTTPVersion
}

func (g *Connection) flags() []*Flag {
	return []*Flag{
		g.configFlag(),
		{Name: "header", Short: "H", Group: connection, Kind: Header, Brief: "send a header with the handshake (or @FILE)", Field: &g.Headers,
			Usage: "send header `'NAME: VALUE'` with the handshake; an empty VALUE removes the header; @FILE reads such lines"},
		{Name: "subprotocol", Short: "s", Group: connection, Brief: "offer a subprotocol", Field: &g.Subprotocols,
			NotJoined: "SNLkivfg", Instead: notSilent,
			Usage: "offer subprotocol `NAME`; the server must choose one of those offered"},
		{Name: "any-subprotocol", Group: connection, Field: &g.AnyProtocol,
			Usage: "continue even if the server chooses none of the subprotocols"},
		{Name: "header-command", Group: connection, Kind: Command, NoVariable: true, Field: &g.HeaderFrom,
			Usage: "run `COMMAND` before each attempt; the lines it prints are headers; its words are quoted as for a shell"},
		{Name: "origin", Short: "o", Group: connection, Kind: Address, Field: &g.Origin,
			Usage: "send header Origin: `ORIGIN`, as a browser does for a page"},
		{Name: "host", Group: connection, Field: &g.Host,
			Usage: "ask for `HOST` instead of the URL's host, whatever it connects to"},
		{Name: "cookie", Short: "b", Group: connection, Field: &g.Cookies,
			Usage: "send the cookies `'NAME=VALUE; …'`, or those for the host from FILE (no = in its name) in Netscape's format"},
		{Name: "user-agent", Short: "A", Group: connection, Field: &g.UserAgent,
			Usage: "send header User-Agent: `NAME`; an empty NAME removes the header"},
		{Name: "referer", Short: "e", Group: connection, Kind: Address, Field: &g.Referer,
			Usage: "send header Referer: `URL`"},
		{Name: "user", Short: "u", Group: connection, OneOf: "login", Field: &g.Login.User,
			Usage: "log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from FILE; with only NAME, a terminal asks for the password"},
		{Name: "bearer", Group: connection, OneOf: "login", Aliases: named("oauth2-bearer"), Brief: "log in with a token (or @FILE)", Field: &g.Login.Bearer,
			Usage: "log in with `TOKEN`; @FILE reads it from FILE"},
		{Name: "netrc", Group: connection, Kind: File, Field: &g.Login.Netrc,
			Usage: "log in with the host's name and password in ~/.netrc, or --netrc=`FILE`"},
		{Name: "digest", Group: connection, Field: &g.Login.Digest,
			Usage: "log in by Digest (RFC 7616) if the server asks for it, with the name and password of -u, the URL or --netrc"},
		{Name: "location", Short: "L", Group: connection, Field: &g.Location,
			Usage: "follow redirects, but not from wss to ws, and without credentials to another host"},
		{Name: "max-redirs", Group: connection, Kind: Count, Default: strconv.Itoa(defaultMaxRedirects), Field: &g.MaxRedirects,
			Usage: "follow at most `N` redirects; -1 for no limit"},
		{Name: "compress", Group: connection, Field: &g.Compress,
			Values: []string{"client_max_window_bits", "server_max_window_bits", "client_no_context_takeover", "server_no_context_takeover"},
			Usage:  "offer compression (permessage-deflate) as browsers do, or with the parameters in --compress=`'PARAMETER; …'`"},
		g.HTTP.flag("use HTTP `VERSION`"),
	}
}

// notSilent is for people who expect curl's -s.
const notSilent = "-s offers a subprotocol here, and there is no progress to silence: leave out -s"

func (g *Connection) fill(o *client.Options) error {
	o.Header = http.Header{}
	if err := g.fillNames(o.Header); err != nil {
		return err
	}
	asked, err := addHeaders(o.Header, g.Headers.Values)
	if err != nil {
		return err
	}
	asked.fill(o)
	return firstOf(
		func() error { return g.fillSubprotocols(o) },
		func() error { return g.fillCookies(o) },
		func() error { return g.fillOrigin(o.Header) },
		func() error { return g.fillHost(o.Header) },
		func() error { return g.fillCompression(o) },
		func() error { return g.fillRedirects(o) },
		func() error { return g.HTTP.fill(o) },
	)
}

// fillNames sets what --header may also set.
func (g *Connection) fillNames(header http.Header) error {
	if !g.UserAgent.Given {
		header.Set("User-Agent", "wspipe/"+version.Number())
	}
	if strings.HasSuffix(g.Referer.Value, ";auto") {
		return g.Referer.wrong(";auto is not known here")
	}
	return firstOf(
		func() error { return g.UserAgent.fillHeader(header, "User-Agent") },
		func() error { return g.Referer.fillHeader(header, "Referer") },
	)
}

func (t *Text) fillHeader(header http.Header, name string) error {
	switch {
	case !validHeader(name, t.Value):
		return t.wrong("it has characters that no header can hold")
	case t.Value != "":
		header.Set(name, t.Value)
	}
	return nil
}

// fillSubprotocols replaces a header's subprotocols with those of the flags.
func (g *Connection) fillSubprotocols(o *client.Options) error {
	if g.Subprotocols.Given {
		o.Protocols = g.Subprotocols.Values
	}
	o.AnySubprotocol = g.AnyProtocol.On
	return checkSubprotocols(o.Protocols)
}

func (g *Connection) fillOrigin(header http.Header) error {
	origin := g.Origin.Value
	if !validHeader("Origin", origin) {
		return g.Origin.wrong("%q has characters that no header can hold", status.WithoutLogin(origin))
	}
	if origin != "" {
		setHeader(header, "Origin", origin)
	}
	return nil
}

func (g *Connection) fillHost(header http.Header) error {
	host := g.Host.Value
	switch {
	case !g.Host.Given:
		return nil
	case !validHost(host):
		return g.Host.wrong("%q is not a host, or a host and a port", status.WithoutLogin(host))
	}
	setHeader(header, "Host", host)
	return nil
}

// fillCompression also accepts a boolean, for the variable of a flag without a value.
func (g *Connection) fillCompression(o *client.Options) error {
	if !g.Compress.Given {
		return nil
	}
	on, err := strconv.ParseBool(g.Compress.Value)
	o.Compression = on || err != nil
	if err == nil {
		return nil
	}
	o.CompressionParameters = g.Compress.Value
	if err := client.CheckCompression(o.CompressionParameters); err != nil {
		return g.Compress.wrong("%w", err)
	}
	return nil
}

// fillRedirects makes -1 mean no limit, as in curl.
func (g *Connection) fillRedirects(o *client.Options) error {
	limit := g.MaxRedirects.or(defaultMaxRedirects)
	if limit < -1 {
		return g.MaxRedirects.wrong("%d is not a number of redirects, or -1 for no limit", limit)
	}
	if g.Location.On {
		o.MaxRedirects = limit
	}
	return nil
}
