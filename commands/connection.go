package commands

import (
	"encoding/base64"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
)

const defaultMaxRedirects = 10

// handshakeHeaders are those that can't be had otherwise (RFC 6455, section
// 4.1); a subprotocol has a flag of its own.
var handshakeHeaders = []string{ //nolint:gochecknoglobals // a constant
	"Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Sec-Websocket-Key", "Sec-Websocket-Version",
	"Sec-Websocket-Extensions", "Sec-Websocket-Accept", "Sec-Websocket-Protocol",
}

func connectionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "header", Aliases: []string{"H"}, Category: groupConnection,
			Usage: "send header `'NAME: VALUE'` with the handshake; @FILE reads such lines"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: groupConnection,
			Usage: "offer subprotocol `NAME`; the server must choose one of those offered"},
		&cli.StringFlag{Name: "origin", Aliases: []string{"o"}, Category: groupConnection,
			Usage: "send `ORIGIN` as a browser's page would"},
		&cli.StringFlag{Name: "host", Category: groupConnection,
			Usage: "ask for `HOST` instead of the URL's, wherever it is connected to"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: groupConnection,
			Usage: "log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there"},
		&cli.StringFlag{Name: "bearer", Category: groupConnection,
			Usage: "log in with `TOKEN`; @FILE reads it from there"},
		&cli.GenericFlag{Name: "netrc", Category: groupConnection, Value: &optionalValue{},
			Usage: "log in with what ~/.netrc, or --netrc=`FILE`, has for the host"},
		boolFlag("location", "L", groupConnection, "follow redirects, but not from wss to ws, and without credentials to another host"),
		&cli.IntFlag{Name: "max-redirs", Category: groupConnection, DefaultText: strconv.Itoa(defaultMaxRedirects),
			Usage: "follow at most `N` redirects"},
		boolFlag("compress", "", groupConnection, "offer compression (permessage-deflate)"),
	}
}

func readConnection(c *cli.Context, o *options) error {
	o.client.Protocols = c.StringSlice("subprotocol")
	header := http.Header{"User-Agent": {"wspipe/" + version}}
	lines, err := headerLines(c.StringSlice("header"))
	if err != nil {
		return err
	}
	replaced := map[string]bool{}
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		if !ok || !validHeader(name, value) {
			// It may hold a secret, and be given by mistake: nothing of it is shown.
			return usagef("--header: header %d of those given is not a name, a colon and a value of printable characters", i+1)
		}
		if slices.Contains(handshakeHeaders, name) {
			return usagef("--header: %s belongs to the handshake", name)
		}
		if !replaced[name] {
			header.Del(name)
			replaced[name] = true
		}
		header.Add(name, value)
	}
	if origin := c.String("origin"); !validHeader("Origin", origin) {
		return usagef("--origin: %q has characters that no header can hold", origin)
	} else if origin != "" {
		header.Set("Origin", origin)
	}
	if c.IsSet("host") {
		host := c.String("host")
		if u, err := url.Parse("ws://" + host); err != nil || host == "" || u.Host != host {
			return usagef("--host: %q is not a host, or a host and a port", host)
		}
		header.Set("Host", host)
	}
	o.client.Header = header
	o.client.Compression = c.Bool("compress")
	if err := readRedirects(c, o); err != nil {
		return err
	}
	if err := authorize(c, header); err != nil {
		return err
	}
	o.client.Login, err = netrcLogin(c)
	return err
}

func readRedirects(c *cli.Context, o *options) error {
	if !c.Bool("location") {
		return nil
	}
	o.client.MaxRedirects = defaultMaxRedirects
	if c.IsSet("max-redirs") {
		o.client.MaxRedirects = c.Int("max-redirs")
	}
	if o.client.MaxRedirects < 0 {
		return usagef("--max-redirs: %d is not a number of redirects", o.client.MaxRedirects)
	}
	return nil
}

// authorize adds what --user or --bearer say, unless --header said it.
func authorize(c *cli.Context, header http.Header) error {
	if c.IsSet("user") && c.IsSet("bearer") {
		return usagef("--user and --bearer contradict each other")
	}
	authorization := ""
	if c.IsSet("user") {
		user, err := secret(c, "user")
		if err != nil {
			return err
		}
		if user == "" {
			return usagef("--user: it is empty")
		}
		authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(user))
	}
	if c.IsSet("bearer") {
		token, err := secret(c, "bearer")
		if err != nil {
			return err
		}
		if token == "" {
			return usagef("--bearer: it is empty")
		}
		if !validHeader("Authorization", token) {
			return usagef("--bearer: the token has characters that no header can hold")
		}
		authorization = "Bearer " + token
	}
	if authorization != "" && header.Get("Authorization") == "" {
		header.Set("Authorization", authorization)
	}
	return nil
}

// headerLines reads those that are @FILE, where a header is a line.
func headerLines(values []string) ([]string, error) {
	var lines []string
	for _, value := range values {
		file, ok := strings.CutPrefix(value, "@")
		if !ok {
			lines = append(lines, value)
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, usagef("--header: %w", err)
		}
		for _, line := range strings.Split(string(content), "\n") {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

func validHeader(name, value string) bool {
	if name == "" || strings.ContainsAny(name, " \t\r\n\"(),/:;<=>?@[\\]{}") {
		return false
	}
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
