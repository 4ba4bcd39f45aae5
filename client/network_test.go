package client

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Each URL has a route of its own, which changes after a redirect.
func TestRouteTo(t *testing.T) {
	proxy, err := ParseProxy("http://me:secret@proxy.test:1")
	if err != nil {
		t.Fatal(err)
	}
	var asked, traced []string
	ws, err := New("ws+unix:/run/a.sock:/x", Options{
		Proxy: func(u *url.URL) (*url.URL, error) {
			asked = append(asked, u.String())
			if u.Scheme == "ws" {
				return nil, nil
			}
			return proxy, nil
		},
		Trace: Trace{Proxy: func(p string) { traced = append(traced, p) }},
	})
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]route{
		"ws://localhost/x":    {socket: "/run/a.sock"},
		"ws://localhost/y?z":  {socket: "/run/a.sock"},
		"ws://localhost:80/x": {socket: "/run/a.sock"},
		"ws://localhost:81/":  {},
		"ws://other.test/":    {},
		"wss://localhost/":    {proxy: proxy},
	} {
		target, _, err := parseLocation(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ws.routeTo(target); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v, want %v", raw, got, err, want)
		}
	}
	if len(asked) != 3 {
		t.Errorf("asked for %q", asked)
	}
	if !reflect.DeepEqual(traced, []string{"http://proxy.test:1"}) {
		t.Errorf("traced %q", traced)
	}
}

func TestRouteToRefuses(t *testing.T) {
	for _, proxy := range []*url.URL{{Scheme: "ftp", Host: "h"}, {Scheme: "http"}, {Host: "h:1"}, {Scheme: "socks6", Host: "h:1"}} {
		ws, err := New("ws://h.test", Options{Proxy: func(*url.URL) (*url.URL, error) { return proxy, nil }})
		if err != nil {
			t.Fatal(err)
		}
		if err := ws.Run(context.Background()); !errors.Is(err, ErrSyntax) {
			t.Errorf("%v: %v", proxy, err)
		}
	}
}

// A certificate is checked for the URL's name or address, however that is reached.
func TestTLSFor(t *testing.T) {
	for _, test := range []struct {
		url  string
		tls  *tls.Config
		want string
	}{
		{"wss://[fe80::1%25x]:1", nil, "fe80::1"},
		{"wss://[fe80::1%25x]", &tls.Config{}, "fe80::1"},
		{"wss://[fe80::1%25x]", &tls.Config{ServerName: "other.test"}, "other.test"},
		{"wss://[fe80::1]", &tls.Config{}, "fe80::1"},
		{"wss://h.test:1", nil, "h.test"},
	} {
		ws, err := New(test.url, Options{TLS: test.tls})
		if err != nil {
			t.Fatal(err)
		}
		config := ws.tlsFor(ws.url, nil)
		if config.ServerName != test.want || config == test.tls {
			t.Errorf("%s: %q, want %q in a config of its own", test.url, config.ServerName, test.want)
		}
	}
}

func addrs(list ...string) []netip.AddrPort {
	pairs := make([]netip.AddrPort, len(list))
	for i, text := range list {
		pairs[i] = netip.AddrPortFrom(netip.MustParseAddr(text), 80)
	}
	return pairs
}

func TestAlternate(t *testing.T) {
	for _, test := range [][2][]netip.AddrPort{
		{addrs("::1"), addrs("::1")},
		{addrs("::1", "::2", "::3", "10.0.0.1"), addrs("::1", "10.0.0.1", "::2", "::3")},
		{addrs("10.0.0.1", "::1", "10.0.0.2", "::2", "::3"), addrs("10.0.0.1", "::1", "10.0.0.2", "::2", "::3")},
		{addrs("10.0.0.1", "10.0.0.2", "::1"), addrs("10.0.0.1", "::1", "10.0.0.2")},
	} {
		if got := alternate(test[0]); !reflect.DeepEqual(got, test[1]) {
			t.Errorf("%v became %v, want %v", test[0], got, test[1])
		}
	}
}

// scriptedRace dials addresses that behave by their first byte: 1 refuses, 2 is silent
// until the race is over, 3 connects.
func scriptedRace(delay time.Duration) (r race, opened chan net.Conn) {
	opened = make(chan net.Conn, 10)
	r.delay = delay
	r.dial = func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
		switch addr.Addr().As4()[0] {
		case 1:
			return nil, errors.New(addr.String() + " refused")
		case 2:
			<-ctx.Done()
			return nil, ctx.Err()
		}
		near, far := net.Pipe()
		opened <- far
		return near, nil
	}
	return r, opened
}

func TestRace(t *testing.T) {
	const never = time.Hour
	for name, test := range map[string]struct {
		addrs []netip.AddrPort
		delay time.Duration
		err   string
	}{
		"one":                    {addrs("3.0.0.1"), never, ""},
		"one refuses":            {addrs("1.0.0.1"), never, "1.0.0.1:80 refused"},
		"the second after one":   {addrs("1.0.0.1", "3.0.0.1"), never, ""},
		"the third after two":    {addrs("1.0.0.1", "1.0.0.2", "3.0.0.1"), never, ""},
		"all refuse":             {addrs("1.0.0.1", "1.0.0.2", "1.0.0.3"), never, "1.0.0.1:80 refused"},
		"behind a silent one":    {addrs("2.0.0.1", "3.0.0.1"), time.Millisecond, ""},
		"behind two silent ones": {addrs("2.0.0.1", "2.0.0.2", "3.0.0.1"), time.Millisecond, ""},
		"silent and refusing":    {addrs("2.0.0.1", "1.0.0.1", "3.0.0.1"), time.Millisecond, ""},
	} {
		r, opened := scriptedRace(test.delay)
		conn, err := r.run(context.Background(), test.addrs)
		switch {
		case test.err != "" && (err == nil || err.Error() != test.err):
			t.Errorf("%s: %v, want %s", name, err, test.err)
		case test.err == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case err == nil:
			conn.Close()
			(<-opened).Close()
		}
	}
}

// If two connect, one is kept and the other is closed.
func TestRaceClosesTheLoser(t *testing.T) {
	opened := make(chan net.Conn, 2)
	both := make(chan struct{})
	r := race{delay: time.Millisecond, dial: func(_ context.Context, addr netip.AddrPort) (net.Conn, error) {
		near, far := net.Pipe()
		opened <- far
		if addr.Addr().As4()[3] == 2 {
			close(both)
		}
		<-both
		return near, nil
	}}
	conn, err := r.run(context.Background(), addrs("3.0.0.1", "3.0.0.2"))
	if err != nil {
		t.Fatal(err)
	}
	ends := make(chan error, 2)
	for range 2 {
		far := <-opened
		go func() {
			_, err := far.Read(make([]byte, 1))
			ends <- err
		}()
	}
	if err := <-ends; err != io.EOF {
		t.Errorf("the loser ended with %v", err)
	}
	conn.Close()
	if err := <-ends; err != io.EOF {
		t.Errorf("the winner ended with %v", err)
	}
}

func TestRaceEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, _ := scriptedRace(time.Hour)
	if _, err := r.run(ctx, addrs("2.0.0.1", "2.0.0.2")); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// pipe returns a connection whose other end is played by far.
func pipe(t *testing.T, far func(net.Conn)) net.Conn {
	near, end := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer end.Close()
		far(end)
	}()
	t.Cleanup(func() {
		near.Close()
		<-done
	})
	return near
}

// A server may speak first, and its bytes may arrive together with the proxy's.
func TestConnectKeepsWhatFollows(t *testing.T) {
	conn := pipe(t, func(proxy net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(proxy))
		if err != nil || req.Method != http.MethodConnect || req.RequestURI != "h.test:80" || req.Host != "h.test:80" ||
			req.Header.Get("User-Agent") != "test" || req.Header.Get("Proxy-Authorization") != "" {
			t.Errorf("request %+v, %v", req, err)
		}
		_, _ = io.WriteString(proxy, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbehind ")
		_, _ = io.WriteString(proxy, "it")
	})
	proxy, _ := ParseProxy("http://proxy.test")
	tunnel, err := dialer{userAgent: "test"}.connect(conn, proxy, "h.test:80")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(tunnel); string(got) != "behind it" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// SOCKS answers are read to their end and no further, whatever address they contain.
func TestSocksKeepsWhatFollows(t *testing.T) {
	for name, address := range map[string]string{
		"IPv4": "\x01\x7f\x00\x00\x01", "IPv6": "\x04" + strings.Repeat("\x00", 16), "name": "\x03\x04name", "no name": "\x03\x00",
	} {
		conn := pipe(t, func(proxy net.Conn) {
			_, _ = io.ReadFull(proxy, make([]byte, 3))
			_, _ = io.WriteString(proxy, "\x05\x00")
			_, _ = io.ReadFull(proxy, make([]byte, 4+1+6+2))
			_, _ = io.WriteString(proxy, "\x05\x00\x00"+address+"\x00\x50"+"behind it")
		})
		proxy, _ := ParseProxy("socks5h://proxy.test")
		if err := socks(conn, proxy, "h.test:80"); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := io.ReadAll(conn); string(got) != "behind it" || err != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestSocksRequest(t *testing.T) {
	long := strings.Repeat("a", 255)
	for target, want := range map[string]string{
		"127.0.0.1:80":   "\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50",
		"[::1]:443":      "\x05\x01\x00\x04" + strings.Repeat("\x00", 15) + "\x01\x01\xbb",
		"h.test:65535":   "\x05\x01\x00\x03\x06h.test\xff\xff",
		long + ":1":      "\x05\x01\x00\x03\xff" + long + "\x00\x01",
		long + "a:1":     "",
		"h.test":         "",
		"h.test:no-port": "",
	} {
		got, err := socksRequest(target)
		if string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%.20s: %q, %v, want %q", target, got, err, want)
		}
	}
}

// Truncated and nonsensical answers are errors, not panics.
func TestSocksAnswersNonsense(t *testing.T) {
	proxy, _ := ParseProxy("socks5h://name:password@proxy.test")
	for _, answer := range []string{
		"", "\x05", "\x04\x00", "HTTP/1.1 400", "\x05\x01", "\x05\x02", "\x05\x02\x01", "\x05\x02\x01\x01", "\x05\xff",
		"\x05\x00\x05", "\x05\x00\x04\x00", "\x05\x00\x05\x00\x00", "\x05\x00\x05\x00\x00\x07\x00\x00\x00", "\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00",
	} {
		conn := pipe(t, func(proxy net.Conn) {
			go func() { _, _ = io.Copy(io.Discard, proxy) }()
			_, _ = io.WriteString(proxy, answer)
		})
		if err := socks(conn, proxy, "h.test:80"); err == nil {
			t.Errorf("%q was taken for an answer", answer)
		}
	}
}
