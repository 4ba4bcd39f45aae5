package dial

import (
	"errors"
	"strings"
	"testing"

	"wspipe/client"
)

func TestURL(t *testing.T) {
	for written, want := range map[string]string{
		"":                        "",
		"ws://h/":                 "ws://h/",
		"\tWSS:h\r":               "WSS:h",
		"ws:/h":                   "ws:/h",
		"ws:":                     "ws:",
		"http:127.0.0.1":          "http:127.0.0.1",
		"ws+unix:/a.sock":         "ws+unix:/a.sock",
		"h":                       "ws://h",
		"h:80":                    "ws://h:80",
		"h/a:b":                   "ws://h/a:b",
		"ws:8080/x":               "ws://ws:8080/x",
		"h:8080?q":                "ws://h:8080?q",
		"[::1]:80/":               "ws://[::1]:80/",
		"bob:pw@h":                "ws://bob:pw@h",
		"bob:pw@h:8080/x":         "ws://bob:pw@h:8080/x",
		"ftp://h":                 "ftp://h",
		"unix:/a.sock":            "unix:/a.sock",
		"bob:secret/x@h":          "bob:secret/x@h",
		"ws//h":                   "no colon behind \"ws\"",
		"WSS//bob:secret@h":       "no colon behind \"WSS\"",
		"8080":                    "ws://127.0.0.1:8080",
		"h//bob:secret@x":         "ws://h//bob:secret@x",
		"::1:80":                  "ws://::1:80",
		"ws+unix//bob:secret@h/x": "no colon behind \"ws+unix\"",
	} {
		got, err := URL(written)
		switch {
		case err == nil && got != want:
			t.Errorf("%q became %q, want %q", written, got, want)
		case err != nil && (!errors.Is(err, client.ErrSyntax) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret")):
			t.Errorf("%q: %v, want %s", written, err, want)
		}
	}
}

func TestIsURL(t *testing.T) {
	for written, want := range map[string]bool{
		"ws://h": true, "WSS:/h": true, "http:h": true, "ws+unix:a.sock": true, "ftp://h": true, "wss//bob:secret@h": true, "ws//h": true,
		"chat.wst": false, "ws": false, "ws/chat.wst": false, "c:chat.wst": false, "http": false, "-": false,
	} {
		if got := IsURL(written); got != want {
			t.Errorf("%q: %t", written, got)
		}
	}
}
