package client

import (
	"net/url"
	"strings"
	"testing"
)

func TestParseLocation(t *testing.T) {
	for raw, want := range map[string]string{
		"WS://LOCALHOST":              "ws://localhost/",
		" \x00ws://h/ \r\n":           "ws://h/",
		"ws://h/a\tb\nc":              "ws://h/abc",
		"ws:h":                        "ws://h/",
		"ws:/h/x":                     "ws://h/x",
		`wss:\\h\x\..\y`:              "wss://h/y",
		"ws://h:80/":                  "ws://h/",
		"http://h:0080":               "ws://h/",
		"ws://h:443":                  "ws://h:443/",
		"wss://h:443?":                "wss://h/?",
		"https://h:":                  "wss://h/",
		"ws://h/a/../b":               "ws://h/b",
		"ws://h/a/./b/..":             "ws://h/a/",
		"ws://h/../..//x/.":           "ws://h//x/",
		"ws://h/a/%2E%2e/b/.%2e":      "ws://h/",
		"ws://h/...":                  "ws://h/...",
		"ws://h/100%":                 "ws://h/100%",
		"ws://h/%zz?%":                "ws://h/%zz?%",
		"ws://h/a b<>\"`{}^|[]'":      "ws://h/a%20b%3C%3E%22%60%7B%7D%5E|[]'",
		"ws://h/é?é'<>\" |`{}":        "ws://h/%C3%A9?%C3%A9%27%3C%3E%22%20|`{}",
		"ws://h/\xff":                 "ws://h/%FF",
		"ws://h?a?b/../c":             "ws://h/?a?b/../c",
		"ws://127.1/":                 "ws://127.0.0.1/",
		"ws://0x7F.0.0.01:8080":       "ws://127.0.0.1:8080/",
		"ws://2130706433":             "ws://127.0.0.1/",
		"ws://192.0.2.1./":            "ws://192.0.2.1/",
		"ws://1.2.3.4.example":        "ws://1.2.3.4.example/",
		"ws://%68.example/":           "ws://h.example/",
		"ws://[::FFFF:1.2.3.4]:1":     "ws://[::ffff:102:304]:1/",
		"ws://[2001:DB8:0:0:0:0:0:1]": "ws://[2001:db8::1]/",
	} {
		if got, _, err := parseLocation(raw); err != nil || got.String() != want {
			t.Errorf("%q: %s, %v, want %s", raw, got, err, want)
		}
	}
}

func TestParseLocationRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		"":                          "empty",
		" ":                         "empty",
		"h":                         "no scheme",
		"1ws://h":                   "no scheme",
		"ws:":                       "no host",
		"ws:///x":                   "no host",
		"ws://?":                    "no host",
		"ws://secret@":              "no host",
		"ws://:80":                  "no host",
		"ws://h/#f":                 "fragment",
		"ws://secret:secret@h/#f":   "fragment",
		"ws://h:secret#@h":          "fragment",
		"ftp://secret:secret@h":     `"ftp"`,
		"secret:secret@h":           "scheme is not",
		"ws://secret:secret/x@h":    "escaped",
		"ws://secret:secret?x@h":    "escaped",
		"ws://secret@secret:x/y@h":  "escaped",
		"ws://secret:secret@h h/":   "space",
		"ws://a%2520b/":             "not a host name",
		"ws://a%20b/":               "space",
		"ws://h|/":                  "not a host name",
		"ws://%ff/":                 "not a host name",
		"ws://::1/":                 "brackets",
		"ws://[::1/":                "not closed",
		"ws://[::1]x/":              "is not a port",
		"ws://[1.2.3.4]/":           "not an IPv6 address",
		"ws://h:0/":                 "from 1 to 65535",
		"ws://h:65536":              "from 1 to 65535",
		"ws://h:8o":                 "from 1 to 65535",
		"ws://256.1.1.1":            "not an IPv4 address",
		"ws://1.2.3.4.5":            "not an IPv4 address",
		"ws://a.08":                 "not an IPv4 address",
		"ws://4294967296":           "not an IPv4 address",
		"ws://0xfffffffffffffffff0": "not an IPv4 address",
	} {
		_, _, err := parseLocation(raw)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want %s", raw, err, want)
		}
	}
}

func TestUserOfLocation(t *testing.T) {
	for raw, want := range map[string]*url.Userinfo{
		"ws://h":               nil,
		"ws://@h":              nil,
		"ws://bob@h":           url.User("bob"),
		"ws://bob:@h":          url.UserPassword("bob", ""),
		"ws://:pw@h":           url.UserPassword("", "pw"),
		"ws://a@b:c:d%40%@h":   url.UserPassword("a@b", "c:d@%"),
		"ws:b%6Fb:p w@[::1]:1": url.UserPassword("bob", "p w"),
	} {
		_, got, err := parseLocation(raw)
		if err != nil || got.String() != want.String() || (got == nil) != (want == nil) {
			t.Errorf("%q: %v, %v, want %v", raw, got, err, want)
		}
	}
}

func TestResolve(t *testing.T) {
	for reference, want := range map[string]string{
		"/x":                "ws://h:81/x",
		"x":                 "ws://h:81/a/x",
		"../x?y#z":          "ws://h:81/x?y",
		"?z":                "ws://h:81/a/b?z",
		"":                  "ws://h:81/a/b?q",
		"#f":                "ws://h:81/a/b?q",
		"//other/x":         "ws://other/x",
		`\\host\x`:          "ws://host/x",
		"https://u:p@other": "wss://other/",
		"WSS://other:443/x": "wss://other/x",
		"x:y":               "",
		"ws://h h":          "",
		"///x":              "",
	} {
		from, _, err := parseLocation("ws://h:81/a/b?q")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := from.resolve(reference); (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v, want %s", reference, got, err, want)
		}
	}
}

func TestHostHeader(t *testing.T) {
	for raw, want := range map[string]string{
		"ws://Example.org:80":    "example.org",
		"wss://example.org:443":  "example.org",
		"wss://example.org:80/x": "example.org:80",
		"ws://[fe80::1%eth0]:81": "[fe80::1]:81",
		"ws://[::1]:80":          "[::1]",
	} {
		if l, _, err := parseLocation(raw); err != nil || l.hostHeader() != want {
			t.Errorf("%s: %s, %v, want %s", raw, l.hostHeader(), err, want)
		}
	}
}

// A parsed URL parses to itself, and fits into a request.
func FuzzLocation(f *testing.F) {
	for _, seed := range []string{"ws://h/a/../b", "WS:/h:80?x", "wss://a:b@[::1%x]/", "ws://0x7f.1/%2e%2E/é", "http:\\\\ö.example\\x", "ws://1.2.3.4.5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		l, _, err := parseLocation(raw)
		if err != nil {
			return
		}
		if again, user, err := parseLocation(l.String()); err != nil || again != l || user != nil {
			t.Errorf("%q became %q, and that %q, %v", raw, l, again, err)
		}
		if strings.ContainsFunc(l.target()+l.hostHeader(), func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q can't be asked for: %q at %q", raw, l.target(), l.hostHeader())
		}
		if u := l.url(); u.Hostname() != l.host {
			t.Errorf("%q: net/url takes %q for the host, not %q", raw, u.Hostname(), l.host)
		}
	})
}
