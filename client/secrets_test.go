package client

import "testing"

func TestShownHeader(t *testing.T) {
	for _, test := range []struct{ name, value, want string }{
		{"Authorization", "Bearer s3cret", "Bearer [redacted]"},
		{"authorization", "Digest username=\"bob\", response=\"s3cret\"", "Digest [redacted]"},
		{"Authorization", "s3cret", "[redacted]"},
		{"Authorization", "s3cret ", "[redacted]"},
		{"Authorization", "\x1b[31m\u009b x", "[redacted]"},
		{"Proxy-Authorization", "Basic Ym9iOnB3", "Basic [redacted]"},
		{"Cookie", "id=1", "[redacted]"},
		{"Set-Cookie", "id=1", "[redacted]"},
		{"Ocp-Apim-Subscription-Key", "s3cret", "[redacted]"},
		{"X-Functions-Key", "s3cret", "[redacted]"},
		{"JWT", "s3cret", "[redacted]"},
		{"X-Passwd", "s3cret", "[redacted]"},
		{"X-Whatever", "value", "[redacted]"},
		{"X-Whatever", "", ""},
		{"sec-websocket-KEY", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="},
		{"User-Agent", "wspipe/1", "wspipe/1"},
		{"Sec-Fetch-Mode", "websocket", "websocket"},
		{"Location", "wss://bob:pw@example.org/@x?q=1", "wss://example.org/@x?q=1"},
		{"Referer", "https://bob@example.org/", "https://example.org/"},
		{"Sec-WebSocket-Protocol", "v1.chat, graphql-transport-ws,ocpp2.0.1", "v1.chat, graphql-transport-ws,ocpp2.0.1"},
		{"Sec-WebSocket-Protocol", "access_token, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x", "access_token, [redacted]"},
		{"Sec-WebSocket-Protocol", "token, 0123456789abcdef01", "token, [redacted]"},
	} {
		if got := ShownHeader(test.name, test.value); got != test.want {
			t.Errorf("%s: %q is shown as %q, want %q", test.name, test.value, got, test.want)
		}
	}
}

func TestWithoutUser(t *testing.T) {
	for raw, want := range map[string]string{
		"ws://bob:pw@example.org/x@y":  "ws://example.org/x@y",
		"//bob:pw@example.org/":        "//example.org/",
		"/users/@bob":                  "/users/@bob",
		"feed":                         "feed",
		"%zz":                          "%zz",
		"ws:bob:pw@example.org":        "ws:example.org",
		"WSS:/bob:pw@example.org/":     "WSS:/example.org/",
		"ws://bob:p/w@example.org/":    "ws://example.org/",
		`ws:\\bob:pw@example.org/`:     `ws:\\example.org/`,
		`/\bob:pw@example.org/`:        "example.org/",
		"wss//bob:pw@example.org":      "example.org",
		"bob:pw@example.org":           "example.org",
		"ws://bob:pw@exa mple.org/":    "ws://exa mple.org/",
		"ws+unix://bob:pw@example.org": "ws+unix://example.org",
	} {
		if got := WithoutUser(raw); got != want {
			t.Errorf("%q is shown as %q, want %q", raw, got, want)
		}
	}
}
