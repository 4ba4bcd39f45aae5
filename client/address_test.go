package client

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"testing"
)

func TestParseProxy(t *testing.T) {
	for raw, want := range map[string]string{
		"h":                       "http://h:1080",
		"h:3128":                  "http://h:3128",
		"http://h/":               "http://h:1080",
		"HTTP://h:80":             "http://h:80",
		"https://h":               "https://h:443",
		"socks5://h":              "socks5://h:1080",
		"socks://h":               "socks5://h:1080",
		"socks4://h":              "socks4://h:1080",
		"socks4a://me@h:1":        "socks4a://me@h:1",
		"http://H.Example":        "http://h.example:1080",
		"socks5h://a:b@h:1":       "socks5h://a:b@h:1",
		"a:b@h":                   "http://a:b@h:1080",
		"http://a:%2F%3f@h":       "http://a:%2F%3F@h:1080",
		"http://a@h":              "http://a@h:1080",
		"[::1]:1":                 "http://[::1]:1",
		"http://a:b@[fe80::1%x]":  "http://a:b@[fe80::1%25x]:1080",
		"http://bücher.example:1": "http://xn--bcher-kva.example:1",
		"http://h:1/path":         "http://h:1",
	} {
		if got, err := ParseProxy(raw); err != nil || got.String() != want {
			t.Errorf("%s: %v, %v, want %s", raw, got, err, want)
		}
	}
}

func TestParseProxyRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "http://", "http://:1", "ftp://h", "socks6://h", "socks4://a%00b@h", "://h", "http://h:0", "http://h:65536", "http://h:x", "http://a b", "http://a..ü",
		"http://name:secret/@h", "name:secret#@h", "http://name:1/secret@h", "http://name:1?secret@h", "http://name:1#secret@h",
		"http://name:secret%@h", "ftp://name:secret@h", "http://name:secret@", "http://name:secret@h:x", "http://name:secret@h h",
		"socks5://name:" + strings.Repeat("secret", 50) + "@h", "socks5h://" + strings.Repeat("secret", 50) + ":x@h",
	} {
		_, err := ParseProxy(raw)
		if !errors.Is(err, ErrSyntax) {
			t.Errorf("%.30q: %v, want ErrSyntax", raw, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%.30q: the error shows the password: %v", raw, err)
		}
	}
}

func TestProxyFromEnvironment(t *testing.T) {
	names := []string{"ws_proxy", "wss_proxy", "http_proxy", "https_proxy", "all_proxy", "no_proxy"}
	for name, test := range map[string]struct {
		environment string // NAME=VALUE, separated by ;
		url         string
		want        string
	}{
		"nothing set":            {"", "ws://h.test/", ""},
		"ws":                     {"http_proxy=p:1;https_proxy=q:1", "ws://h.test/", "http://p:1"},
		"wss":                    {"http_proxy=p:1;https_proxy=q:1", "wss://h.test/", "http://q:1"},
		"capitals":               {"HTTP_PROXY=p:1", "ws://h.test/", "http://p:1"},
		"lower case goes first":  {"HTTP_PROXY=p:1;http_proxy=q:1", "ws://h.test/", "http://q:1"},
		"the other scheme's":     {"https_proxy=p:1", "ws://h.test/", ""},
		"all":                    {"all_proxy=socks5h://p:1", "ws://h.test/", "socks5h://p:1"},
		"ALL for wss":            {"ALL_PROXY=p:1", "wss://h.test/", "http://p:1"},
		"all comes last":         {"all_proxy=p:1;http_proxy=q:1", "ws://h.test/", "http://q:1"},
		"ws_proxy comes first":   {"ws_proxy=p:1;http_proxy=q:1", "ws://h.test/", "http://p:1"},
		"WSS_PROXY":              {"WSS_PROXY=p:1;https_proxy=q:1", "wss://h.test/", "http://p:1"},
		"in a CGI program":       {"REQUEST_METHOD=GET;HTTP_PROXY=p:1;all_proxy=q:1", "ws://h.test/", "http://q:1"},
		"CGI, lower case":        {"REQUEST_METHOD=GET;http_proxy=p:1", "ws://h.test/", "http://p:1"},
		"localhost":              {"all_proxy=p:1", "ws://localhost:1/", ""},
		"127.0.0.2":              {"all_proxy=p:1", "ws://127.0.0.2/", ""},
		"::1":                    {"all_proxy=p:1", "wss://[::1]:1/", ""},
		"a name in no_proxy":     {"all_proxy=p:1;no_proxy=h.test", "ws://h.test/", ""},
		"a suffix":               {"all_proxy=p:1;no_proxy=test", "ws://h.test/", ""},
		"a suffix with a dot":    {"all_proxy=p:1;NO_PROXY=.test", "ws://h.test/", ""},
		"no suffix":              {"all_proxy=p:1;no_proxy=t,st", "ws://h.test/", "http://p:1"},
		"case":                   {"all_proxy=p:1;no_proxy=H.TEST", "ws://h.Test/", ""},
		"blanks":                 {"all_proxy=p:1;no_proxy=a.test  h.test, b.test", "ws://h.test/", ""},
		"everything":             {"all_proxy=p:1;no_proxy=*", "ws://h.test/", ""},
		"an address":             {"all_proxy=p:1;no_proxy=192.0.2.1", "ws://192.0.2.1:80/", ""},
		"a network":              {"all_proxy=p:1;no_proxy=192.0.2.0/24", "ws://192.0.2.77/", ""},
		"another network":        {"all_proxy=p:1;no_proxy=192.0.2.0/24", "ws://192.0.3.77/", "http://p:1"},
		"an IPv6 network":        {"all_proxy=p:1;no_proxy=2001:db8::/32", "wss://[2001:db8::1]/", ""},
		"the port":               {"all_proxy=p:1;no_proxy=h.test:8080", "ws://h.test:8080/", ""},
		"another port":           {"all_proxy=p:1;no_proxy=h.test:8080", "ws://h.test/", "http://p:1"},
		"the scheme's own port":  {"all_proxy=p:1;no_proxy=h.test:443", "wss://h.test/", ""},
		"not the scheme's own":   {"all_proxy=p:1;no_proxy=h.test:443", "ws://h.test/", "http://p:1"},
		"an international name":  {"all_proxy=p:1;no_proxy=bücher.example", "ws://xn--bcher-kva.example/", ""},
		"nonsense":               {"all_proxy=ftp://name:secret@p", "ws://h.test/", "error"},
		"nonsense not asked for": {"all_proxy=ftp://p;no_proxy=h.test", "ws://h.test/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("REQUEST_METHOD", "")
			for _, name := range names {
				t.Setenv(name, "")
				t.Setenv(strings.ToUpper(name), "")
			}
			for _, assignment := range strings.Split(test.environment, ";") {
				if name, value, ok := strings.Cut(assignment, "="); ok {
					t.Setenv(name, value)
				}
			}
			u, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ProxyFromEnvironment(u)
			shown := ""
			switch {
			case err != nil && errors.Is(err, ErrSyntax) && strings.Contains(err.Error(), "all_proxy") && !strings.Contains(err.Error(), "secret"):
				shown = "error"
			case err != nil:
				t.Fatal(err)
			case got != nil:
				shown = got.String()
			}
			want := test.want
			if name == "CGI, lower case" && runtime.GOOS == "windows" {
				want = "" // it is the other one
			}
			if shown != want {
				t.Errorf("got %q, want %q", shown, want)
			}
		})
	}
}

func TestSplitUnix(t *testing.T) {
	for raw, want := range map[string][2]string{
		"ws+unix:/a.sock:/x?y=:/z":  {"/a.sock", "ws://localhost/x?y=:/z"},
		"WS+UNIX:///a.sock:/x":      {"/a.sock", "ws://localhost/x"},
		"ws+unix:/a.sock":           {"/a.sock", "ws://localhost/"},
		"ws+unix:/a.sock:":          {"/a.sock", "ws://localhost/"},
		"ws+unix:/a b%20c#d?e:f:/x": {"/a b%20c#d?e:f", "ws://localhost/x"},
		"ws+unix:../a.sock:/x":      {"../a.sock", "ws://localhost/x"},
		"ws+unix:a.sock":            {"a.sock", "ws://localhost/"},
		"ws+unix://":                {},
		"ws+unix:///":               {"/", "ws://localhost/"},
		"ws+unix:":                  {},
		"ws+unix::/x":               {},
		"ws+unix:@:/x":              {},
		"ws+unix:bob:pw@h/x":        {},
		"ws+unix:/bob:pw@h":         {},
		"ws+unix:a@b/c:d@e":         {"a@b/c:d@e", "ws://localhost/"},
		"ws+unix://h/a.sock":        {},
		"ws+unix:/a\x00b:/x":        {},
		"ws+unix:/" + strings.Repeat("a", 200) + ":/x": {},
		"ws://h/":      {"", "ws://h/"},
		"ws+unix.test": {"", "ws+unix.test"},
	} {
		socket, request, err := splitUnix(raw)
		if socket != want[0] || request != want[1] || (err == nil) != (want[1] != "") || err != nil && !errors.Is(err, ErrSyntax) {
			t.Errorf("%.30q: %q, %q, %v", raw, socket, request, err)
		}
	}
	socket, _, err := splitUnix("ws+unix:@a:/x")
	if onLinux := runtime.GOOS == "linux"; (err == nil) != onLinux || onLinux && socket != "@a" {
		t.Errorf("abstract: %q, %v", socket, err)
	}
}

func TestURLOfUnixSocket(t *testing.T) {
	for raw, want := range map[string]string{
		"ws+unix:///a.sock:/x y?z": "ws+unix:/a.sock:/x%20y?z",
		"ws+unix:/a.sock":          "ws+unix:/a.sock:/",
		"ws+unix:/a.sock://x":      "ws+unix:/a.sock://x",
	} {
		ws, err := New(raw, Options{})
		if err != nil || ws.URL() != want {
			t.Errorf("%s became %q, %v, want %s", raw, ws.URL(), err, want)
		}
	}
}

func TestHosts(t *testing.T) {
	for raw, want := range map[string]string{
		"ws://BÜCHER.example:1/":     "ws://xn--bcher-kva.example:1/",
		"ws://b%C3%BCcher.example":   "ws://xn--bcher-kva.example/",
		"ws://faß.example/x":         "ws://xn--fa-hia.example/x",
		"ws://例え。テスト":                "ws://xn--r8jz45g.xn--zckzah/",
		"ws://under_score.example/":  "ws://under_score.example/",
		"ws://[fe80::1%25eth0]:1/":   "ws://[fe80::1%25eth0]:1/",
		"ws://[fe80::1%eth0]:1/%41":  "ws://[fe80::1%25eth0]:1/%41",
		"ws://[fe80::1%2]":           "ws://[fe80::1%252]/",
		"ws://a:b%20@[fe80::1%x]/?%": "ws://[fe80::1%25x]/?%",
		"ws://h/[%25]":               "ws://h/[%25]",
	} {
		if ws, err := New(raw, Options{}); err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if ws.URL() != want {
			t.Errorf("%s became %s, want %s", raw, ws.URL(), want)
		}
	}
	for _, raw := range []string{"ws://a..ü/", "ws://-ü/", "ws://" + strings.Repeat("ü", 64) + "/", "ws://\u00ad/", "ws://ü_ü/", "ws://[::1%]/", "ws://[fe80::1%é]/"} {
		if ws, err := New(raw, Options{}); !errors.Is(err, ErrSyntax) {
			t.Errorf("%q: %v, %v, want ErrSyntax", raw, ws, err)
		}
	}
}

func TestNetworkAndResolve(t *testing.T) {
	one := []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	for _, test := range []struct {
		url string
		o   Options
		ok  bool
	}{
		{"ws://h.test", Options{Network: "tcp"}, true},
		{"ws://[::1]", Options{Network: "tcp6"}, true},
		{"ws://[::1]", Options{Network: "tcp4"}, false},
		{"ws://[fe80::1%25x]", Options{Network: "tcp4"}, false},
		{"ws://127.0.0.1", Options{Network: "tcp4"}, true},
		{"ws://127.0.0.1", Options{Network: "tcp6"}, false},
		{"ws://[::ffff:127.0.0.1]", Options{Network: "tcp4"}, true},
		{"ws+unix:/a.sock", Options{Network: "tcp6"}, true},
		{"ws://h.test", Options{Network: "udp"}, false},
		{"ws://h.test", Options{Resolve: map[string][]netip.Addr{"*:80": one, "Bücher.example:80": one, "[::1]:80": one}}, true},
		{"ws://h.test", Options{Resolve: map[string][]netip.Addr{"h.test:80": nil}}, false},
		{"ws://h.test", Options{Resolve: map[string][]netip.Addr{"h.test": one}}, false},
		{"ws://h.test", Options{Resolve: map[string][]netip.Addr{"h.test:x": one}}, false},
		{"ws://h.test", Options{Resolve: map[string][]netip.Addr{"a..ü:80": one}}, false},
	} {
		_, err := New(test.url, test.o)
		if (err == nil) != test.ok || err != nil && !errors.Is(err, ErrSyntax) {
			t.Errorf("%s %+v: %v", test.url, test.o, err)
		}
	}
}

func TestLookup(t *testing.T) {
	resolve, err := checkResolve(map[string][]netip.Addr{
		"Bücher.example:80": {netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("::1")},
		"*:80":              {netip.MustParseAddr("::ffff:192.0.2.2")},
		"192.0.2.9:81":      {netip.MustParseAddr("192.0.2.3")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ network, address, want string }{
		{"tcp", "xn--bcher-kva.EXAMPLE:80", "[192.0.2.1:80 [::1]:80]"},
		{"tcp6", "xn--bcher-kva.example:80", "[[::1]:80]"},
		{"tcp4", "any.test:80", "[192.0.2.2:80]"},
		{"tcp6", "any.test:80", ""},
		{"tcp", "192.0.2.9:81", "[192.0.2.3:81]"},
		{"tcp", "192.0.2.9:82", "[192.0.2.9:82]"},
		{"tcp", "[fe80::1%x]:82", "[[fe80::1%x]:82]"},
		{"tcp4", "[fe80::1]:82", ""},
		{"tcp", "h.test", ""},
	} {
		got, err := dialer{network: test.network, resolve: resolve}.lookup(context.Background(), test.address)
		shown := ""
		if err == nil {
			shown = fmt.Sprint(got)
		}
		if shown != test.want {
			t.Errorf("%s %s: %s, %v, want %s", test.network, test.address, shown, err, test.want)
		}
	}
}
