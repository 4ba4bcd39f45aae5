package commands

import (
	"encoding/base64"
	"net/http"
	"net/textproto"
	"os"
	"strings"

	"github.com/urfave/cli/v2"
)

func connectionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "header", Aliases: []string{"H"}, Category: groupConnection,
			Usage: "send header `'NAME: VALUE'` with the handshake; @FILE reads such lines"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: groupConnection,
			Usage: "offer subprotocol `NAME`; the server must choose one of those offered"},
		&cli.StringFlag{Name: "origin", Aliases: []string{"o"}, Category: groupConnection,
			Usage: "send `ORIGIN` as a browser's page would"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: groupConnection,
			Usage: "log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there"},
		&cli.StringFlag{Name: "bearer", Category: groupConnection,
			Usage: "log in with `TOKEN`; @FILE reads it from there"},
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
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		if !ok || !validHeader(name, value) {
			// The line may hold a secret: only its name is shown.
			return usagef("--header: %q is not followed by a colon and a value of printable characters", name)
		}
		if !replaced[name] {
			header.Del(name)
			replaced[name] = true
		}
		header.Add(name, value)
	}
	if origin := c.String("origin"); origin != "" {
		header.Set("Origin", origin)
	}
	o.client.Header = header
	return authorize(c, header)
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
		authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(user))
	}
	if c.IsSet("bearer") {
		token, err := secret(c, "bearer")
		if err != nil {
			return err
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
