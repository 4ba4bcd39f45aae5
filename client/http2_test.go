package client_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/tests/server"
)

// overHTTP2 runs test against Go's HTTP/2 server, with and without TLS.
func overHTTP2(t *testing.T, test func(t *testing.T, url string, o client.Options)) {
	t.Helper()
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	for name, start := range map[string]func() (*server.Server, error){
		"h2c": server.Start,
		"h2":  func() (*server.Server, error) { return server.StartTLS(ca) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := start()
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			test(t, s.URL(), client.Options{HTTP: "2", TLS: &tls.Config{RootCAs: ca.Pool()}})
		})
	}
}

func TestHTTP2Opens(t *testing.T) {
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		o.Protocols = []string{"v1", "v2"}
		o.Header = http.Header{"X-Mine": {"1"}, "Cookie": {"a=b"}, "Keep-Alive": {"5"}}
		ws := newSocket(t, url+"/headers?protocol=v2&header=X-More:+yes", o)
		var open client.OpenEvent
		ws.OnOpen = func(e client.OpenEvent) { open = e; _ = ws.Close(1000, "") }
		e := watch(ws)
		if err := run(t, ws); err != nil {
			t.Fatal(err)
		}
		if open.HTTP != "2" || open.StatusCode != http.StatusOK || open.Protocol != "v2" || open.Header.Get("X-More") != "yes" {
			t.Errorf("opened: %+v", open)
		}
		if secure := strings.HasPrefix(url, "wss"); (open.TLS != nil) != secure || secure && open.TLS.NegotiatedProtocol != "h2" {
			t.Errorf("TLS: %+v", open.TLS)
		}
		if _, ours := ws.Conn().(interface{ NetConn() net.Conn }); ours != (open.TLS != nil) {
			t.Errorf("Conn() is %T", ws.Conn())
		}
		if at := open.Timings; at.Connect > at.StartTransfer || at.StartTransfer > at.Open || at.Connect == 0 || (at.AppConnect > 0) != (open.TLS != nil) {
			t.Errorf("times %+v", at)
		}
		sent := strings.Join(e.messages, "")
		for _, part := range []string{`"method":"CONNECT"`, `"target":"/headers?`, `"X-Mine":["1"]`, `"Cookie":["a=b"]`} {
			if !strings.Contains(sent, part) {
				t.Errorf("%s is not in %s", part, sent)
			}
		}
		for _, part := range []string{"Keep-Alive", "Key", "Upgrade"} {
			if strings.Contains(sent, part) {
				t.Errorf("%s is in %s", part, sent)
			}
		}
	})
}

// Everything sent before the closing handshake arrives, whoever starts it.
func TestHTTP2LosesNothing(t *testing.T) {
	for path, want := range map[string]int{
		"/burst?n=3000&size=2000":       3000,
		"/reply-after-close?n=2000":     2000,
		"/burst?n=10&code=4000":         10,
		"/fragments":                    -1,
		"/big?size=9000000&type=binary": 1,
	} {
		overHTTP2(t, func(t *testing.T, url string, o client.Options) {
			ws := newSocket(t, url+path, o)
			got := 0
			ws.OnMessage = func(m client.MessageEvent) {
				if _, err := m.Bytes(); err == nil {
					got++
				}
			}
			if strings.Contains(path, "reply") {
				ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(1000, "") }
			}
			err := run(t, ws)
			var closed *client.CloseError
			if code := 4000; strings.Contains(path, "4000") && (!errors.As(err, &closed) || closed.Code != code) ||
				!strings.Contains(path, "4000") && err != nil {
				t.Errorf("%s: %v", path, err)
			}
			if got != want && want >= 0 {
				t.Errorf("%s: %d messages of %d", path, got, want)
			}
		})
	}
}

// The server gets everything that is sent, and then the Close frame.
func TestHTTP2SendsAll(t *testing.T) {
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		const n, size = 200, 20_000
		ws := newSocket(t, url+"/count", o)
		ws.OnOpen = func(client.OpenEvent) {
			message := strings.Repeat("x", size)
			go func() {
				for range n {
					if err := ws.SendText(message); err != nil {
						t.Error(err)
					}
				}
				_ = ws.Close(1000, "")
			}()
		}
		var reason string
		ws.OnClose = func(e client.CloseEvent) { reason = e.Reason }
		if err := run(t, ws); err != nil || reason != "n=200 bytes=4000000" {
			t.Errorf("%q, %v", reason, err)
		}
	})
}

// A handler that sends more than the server's window doesn't deadlock.
func TestHTTP2SendsFromAHandler(t *testing.T) {
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		ws := newSocket(t, url+"/count", o)
		ws.OnOpen = func(client.OpenEvent) {
			if err := ws.SendBinary(make([]byte, 5_000_000)); err != nil {
				t.Error(err)
			}
			_ = ws.Close(1000, "")
		}
		if err := run(t, ws); err != nil {
			t.Error(err)
		}
	})
}

func TestHTTP2Drops(t *testing.T) {
	for path, want := range map[string]string{
		"/drop-now?n=2":                 "without a Close frame",
		"/drop-now?n=2&how=rst":         "reset the stream (INTERNAL_ERROR)",
		"/drop?sent=10":                 "within a message",
		"/drop-on-close?n=2&at=close":   "without a Close frame",
		"/ignore-pings?at=pings":        "did not answer a ping",
		"/no-close-answer?n=2&at=close": "did not answer the close",
	} {
		overHTTP2(t, func(t *testing.T, url string, o client.Options) {
			o.PingInterval, o.CloseTimeout = 20*time.Millisecond, 100*time.Millisecond
			if !strings.Contains(path, "at=pings") {
				o.PingInterval = 0
			}
			ws := newSocket(t, url+path, o)
			if strings.Contains(path, "at=close") {
				ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(1000, "") }
			}
			code := 0
			ws.OnClose = func(e client.CloseEvent) { code = e.Code }
			err := run(t, ws)
			if err == nil || !strings.Contains(err.Error(), want) || code != 1006 {
				t.Errorf("%s: %d, %v", path, code, err)
			}
		})
	}
}

func TestHTTP2Rejections(t *testing.T) {
	for path, want := range map[string]client.HandshakeError{
		"/reject?status=401&body=who":              {StatusCode: 401, Body: []byte("who")},
		"/reject?status=503":                       {StatusCode: 503, Body: []byte("go away")},
		"/reject?status=204&body=":                 {StatusCode: 204},
		"/extension":                               {StatusCode: 200, Extension: "x-never-asked-for", Problem: "extension that was not offered"},
		"/silent?protocol=other":                   {StatusCode: 200, Protocol: "other", Problem: "not offered"},
		"/redirect-loop":                           {StatusCode: 302, Problem: "more than 3 redirects"},
		"/drop-handshake":                          {Problem: "reset the stream"},
		"/reject?status=302&location=/reject":      {StatusCode: 403, Body: []byte("go away")},
		"/reject?status=302&location=http://a%20b": {StatusCode: 302, Problem: "no URL"},
	} {
		overHTTP2(t, func(t *testing.T, url string, o client.Options) {
			o.MaxRedirects = 3
			err := run(t, newSocket(t, url+path, o))
			var got *client.HandshakeError
			if !errors.As(err, &got) {
				t.Fatalf("%s: %v", path, err)
			}
			if got.StatusCode != want.StatusCode || string(got.Body) != string(want.Body) || got.Extension != want.Extension ||
				got.Protocol != want.Protocol || !strings.Contains(got.Problem, want.Problem) {
				t.Errorf("%s: %+v", path, got)
			}
		})
	}
}

// After a redirect, HTTP/2 is used again.
func TestHTTP2Redirect(t *testing.T) {
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		o.MaxRedirects = 1
		ws := newSocket(t, url+"/reject?status=307&location=/burst", o)
		e := watch(ws)
		if err := run(t, ws); err != nil || len(e.messages) != 10 {
			t.Errorf("%d messages, %v", len(e.messages), err)
		}
	})
}

// Giving up during the handshake works at once.
func TestHTTP2Cancelled(t *testing.T) {
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		o.ConnectTimeout = 50 * time.Millisecond
		var late *client.TimeoutError
		if err := run(t, newSocket(t, url+"/mute-handshake", o)); !errors.As(err, &late) || late.Op != "connect" {
			t.Error(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		o.ConnectTimeout = 0
		o.Trace.Request = func(*http.Request) { cancel() }
		if err := newSocket(t, url+"/mute-handshake", o).Run(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// A server that only speaks HTTP/1.1.
func TestHTTP2NotSpoken(t *testing.T) {
	url := listen(t, func(p *peer) {
		p.write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		_, _ = p.r.ReadByte()
	})
	var got *client.HandshakeError
	if err := run(t, newSocket(t, url, client.Options{HTTP: "2"})); !errors.As(err, &got) || !strings.Contains(got.Problem, "HTTP/1, to a request in HTTP/2") {
		t.Error(err)
	}
	if _, err := client.New("ws://example.org", client.Options{HTTP: "3"}); !errors.Is(err, client.ErrSyntax) {
		t.Error(err)
	}
}

func TestHTTP2NotChosen(t *testing.T) {
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := ca.Issue(server.Leaf{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		protocols []string
		want      string
	}{{[]string{"http/1.1"}, "speaks http/1.1, not HTTP/2"}, {nil, "takes no part in ALPN"}} {
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{leaf}, NextProtos: c.protocols})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			conn, err := l.Accept()
			if err == nil {
				_, _ = conn.Read(make([]byte, 1))
				conn.Close()
			}
		}()
		o := client.Options{HTTP: "2", TLS: &tls.Config{RootCAs: ca.Pool()}}
		if err := run(t, newSocket(t, "wss://"+l.Addr().String(), o)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.protocols, err)
		}
		l.Close()
		<-done
	}
}

// With auto the server decides. It is asked again in HTTP/1.1 if it speaks HTTP/2 but
// doesn't accept WebSockets over it.
func TestHTTPAuto(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ws := client.Accept(w, r, client.Options{}); ws.Run(r.Context()) != nil {
			t.Error("the server's end failed")
		}
	})
	opened := func(t *testing.T, url string, o client.Options) (version string) {
		t.Helper()
		o.HTTP = "auto"
		ws := newSocket(t, url, o)
		ws.OnOpen = func(e client.OpenEvent) { version = e.HTTP; _ = ws.Close(1000, "") }
		if err := run(t, ws); err != nil {
			t.Error(err)
		}
		return version
	}
	for _, both := range []bool{true, false} {
		s := httptest.NewUnstartedServer(handler)
		s.EnableHTTP2 = both
		var connections atomic.Int32
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
		s.StartTLS()
		roots := x509.NewCertPool()
		roots.AddCert(s.Certificate())
		version := opened(t, "wss://"+s.Listener.Addr().String(), client.Options{TLS: &tls.Config{RootCAs: roots}})
		want := int32(1)
		if both {
			want = 2
		}
		if version != "1.1" || connections.Load() != want {
			t.Errorf("HTTP/2 there: %t; HTTP/%s over %d connections", both, version, connections.Load())
		}
		s.Close()
	}
	overHTTP2(t, func(t *testing.T, url string, o client.Options) {
		want := map[bool]string{true: "2", false: "1.1"}[strings.HasPrefix(url, "wss")]
		if version := opened(t, url+"/silent", o); version != want {
			t.Errorf("HTTP/%s, not %s", version, want)
		}
	})
}
