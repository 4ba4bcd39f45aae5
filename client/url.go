package client

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// parseURL checks and normalises what a person may write for a URL: http and
// https mean ws and wss, and so does a bare host with ws (WHATWG WebSockets,
// section 3.1). User info is taken out of it and returned apart.
func parseURL(raw string) (*url.URL, *url.Userinfo, error) {
	if raw == "" {
		return nil, nil, fmt.Errorf("%w in the URL: it is empty", ErrSyntax)
	}
	if !strings.Contains(raw, "://") {
		if strings.Trim(raw, "0123456789") == "" {
			return nil, nil, fmt.Errorf("%w in the URL: %q names no host; a port needs one, as in ws://127.0.0.1:%s", ErrSyntax, raw, raw)
		}
		if scheme, port, ok := strings.Cut(raw, ":"); ok && !strings.ContainsAny(raw, "@[") && strings.IndexAny(port, "0123456789") != 0 {
			return nil, nil, fmt.Errorf("%w in the URL: %w", ErrSyntax, errScheme(scheme))
		}
		raw = "ws://" + raw
	}
	u, err := url.Parse(escapeZone(raw))
	switch {
	case err != nil && strings.Contains(raw, "@"):
		// The error would show a part of the password.
		return nil, nil, fmt.Errorf("%w in the URL: it can't be read (what is special in a password must be escaped: %%2F for /, %%23 for #)", ErrSyntax)
	case err != nil:
		return nil, nil, fmt.Errorf("%w in the URL: %w", ErrSyntax, withoutURL(err))
	}
	if err := checkURL(u, raw); err != nil {
		return nil, nil, fmt.Errorf("%w in the URL: %w", ErrSyntax, err)
	}
	user := u.User
	u.User = nil
	u.RawQuery = escapeQuery(u.RawQuery)
	if u.Path == "" {
		u.Path = "/"
	}
	return u, user, nil
}

func errScheme(scheme string) error {
	return fmt.Errorf("the scheme %q is not ws, wss, http, https or ws+unix", scheme)
}

// escapeQuery escapes what can't stand in a request line (URL Standard, the
// query percent-encode set).
func escapeQuery(query string) string {
	var b strings.Builder
	for _, c := range []byte(query) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>`, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// checkURL also gives the scheme its WebSocket name.
func checkURL(u *url.URL, raw string) error {
	switch u.Scheme {
	case "ws", "http":
		u.Scheme = "ws"
	case "wss", "https":
		u.Scheme = "wss"
	default:
		return errScheme(u.Scheme)
	}
	if u.Hostname() == "" {
		return fmt.Errorf("the URL names no host")
	}
	if !strings.HasPrefix(u.Host, "[") && strings.Count(u.Host, ":") > 1 {
		return fmt.Errorf("an IPv6 address needs brackets: [%s]", u.Host)
	}
	if strings.ContainsAny(u.Host, " \t") {
		return fmt.Errorf("there is a blank in the host %q", u.Host)
	}
	if strings.Contains(raw, "#") {
		return fmt.Errorf("a WebSocket URL has no fragment (#%s)", u.Fragment)
	}
	if port := u.Port(); port != "" {
		if err := checkPort(port); err != nil {
			return err
		}
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return err
	}
	u.Host = strings.Replace(u.Host, u.Hostname(), host, 1)
	return nil
}

// withoutURL is the bare cause of an error of net/url or net/http, whose
// texts repeat the URL and with it, perhaps, a password.
func withoutURL(err error) error {
	if e, ok := err.(*url.Error); ok { //nolint:errorlint // only the outermost
		return e.Err
	}
	return err
}

// checkProtocols holds the subprotocols to RFC 6455, section 4.1: tokens, or
// what can stand in a list, and no repeats.
func checkProtocols(names []string, lenient bool) error {
	seen := map[string]bool{}
	for _, name := range names {
		switch {
		case name == "", lenient && strings.ContainsFunc(name, notInList):
			return fmt.Errorf("%w in the subprotocol %q: it can't stand in a list", ErrSyntax, name)
		case !lenient && strings.ContainsFunc(name, notToken):
			return fmt.Errorf("%w in the subprotocol %q: it is not a token", ErrSyntax, name)
		}
		if seen[name] {
			return fmt.Errorf("%w in the subprotocols: %q is given twice", ErrSyntax, name)
		}
		seen[name] = true
	}
	return nil
}

// notInList tells the characters that would end a name, or the line.
func notInList(r rune) bool { return r <= ' ' || r == 0x7f || r == ',' || r == utf8.RuneError }

// notToken tells the characters that RFC 9110, section 5.6.2, keeps out of a token.
func notToken(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"(),/:;<=>?@[\\]{}", r)
}
