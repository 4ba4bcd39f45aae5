package client_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"wspipe/client"
)

// phaseDelay is how long the other end takes for the phase being measured.
const phaseDelay = 50 * time.Millisecond

// Each time is compared with when the other end saw the event, which is later, and, for
// names, TLS and the answer, with how long that took.
func TestTimings(t *testing.T) {
	for _, scheme := range []string{"ws", "wss"} {
		t.Run(scheme, func(t *testing.T) {
			var seen sightings
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				seen.note("request")
				time.Sleep(phaseDelay)
				_ = client.Accept(w, r, client.Options{}).Run(context.Background())
			}))
			server.Listener = notingListener{server.Listener, &seen}
			if scheme == "wss" {
				server.StartTLS()
			} else {
				server.Start()
			}
			defer server.Close()
			_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
			slowNames(t)
			ws := newSocket(t, scheme+"://name.test:"+port, client.Options{TLS: &tls.Config{InsecureSkipVerify: true}, Network: "tcp4"})
			var opened client.OpenEvent
			ws.OnOpen = func(e client.OpenEvent) {
				opened = e
				_ = ws.Close(1000, "")
			}
			begun := time.Now()
			if err := run(t, ws); err != nil {
				t.Fatal(err)
			}
			got := opened.Timings
			if got != ws.Timings() {
				t.Errorf("%+v and %+v", got, ws.Timings())
			}
			if address := "127.0.0.1:" + port; opened.Address != address || (opened.TLS != nil) != (scheme == "wss") {
				t.Errorf("address %s, TLS %v", opened.Address, opened.TLS)
			}
			secured := got.AppConnect
			if scheme == "ws" {
				secured = got.Connect
				if got.AppConnect != 0 {
					t.Errorf("TLS after %v, without TLS", got.AppConnect)
				}
			}
			if scheme == "wss" {
				inOrder(t, moment{"connection and its delay", got.Connect + phaseDelay}, moment{"TLS", secured})
			}
			inOrder(t, moment{"the delay of the name", phaseDelay}, moment{"name lookup", got.NameLookup},
				moment{"connection", got.Connect}, moment{"first byte there", seen.since(begun, "hello")})
			inOrder(t, moment{"TLS", secured}, moment{"request there", seen.since(begun, "request")})
			inOrder(t, moment{"TLS and the delay of the answer", secured + phaseDelay}, moment{"answer", got.StartTransfer},
				moment{"open", got.Open})
		})
	}
}

// A dial that failed reports how far it got.
func TestTimingsOfARejection(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	ws := newSocket(t, "ws"+strings.TrimPrefix(server.URL, "http"), client.Options{})
	var rejected *client.HandshakeError
	if err := run(t, ws); !errors.As(err, &rejected) {
		t.Fatal(err)
	}
	if got := ws.Timings(); got.Connect == 0 || got.StartTransfer < got.Connect || got.AppConnect != 0 || got.Open != 0 {
		t.Errorf("%+v", got)
	}
}

type moment struct {
	what string
	at   time.Duration
}

func inOrder(t *testing.T, moments ...moment) {
	t.Helper()
	for i, m := range moments[1:] {
		if before := moments[i]; m.at <= 0 || m.at < before.at {
			t.Errorf("%s after %v, %s after %v", before.what, before.at, m.what, m.at)
		}
	}
}

// sightings records when something was first seen.
type sightings struct {
	mu    sync.Mutex
	first map[string]time.Time
}

func (s *sightings) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == nil {
		s.first = map[string]time.Time{}
	}
	if _, again := s.first[what]; !again {
		s.first[what] = time.Now()
	}
}

func (s *sightings) since(begun time.Time, what string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first[what].Sub(begun)
}

// notingListener notes the first byte that arrives, and delays the first that it sends.
type notingListener struct {
	net.Listener
	seen *sightings
}

func (l notingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &notingConn{Conn: conn, seen: l.seen}, err
}

type notingConn struct {
	net.Conn
	seen *sightings
	once sync.Once
}

func (c *notingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.seen.note("hello")
	}
	return n, err
}

func (c *notingConn) Write(p []byte) (int, error) {
	c.once.Do(func() { time.Sleep(phaseDelay) })
	return c.Conn.Write(p)
}

// slowNames makes every name resolve to 127.0.0.1, after a delay.
func slowNames(t *testing.T) {
	system := net.DefaultResolver
	t.Cleanup(func() { net.DefaultResolver = system })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go answerName(theirs)
		return ours, nil
	}}
}

// answerName answers one question over a stream (RFC 1035, section 4.2.2).
func answerName(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 1500)
	n, err := conn.Read(buf)
	var m dnsmessage.Message
	if err != nil || m.Unpack(buf[2:n]) != nil || len(m.Questions) != 1 {
		return
	}
	time.Sleep(phaseDelay)
	m.Response, m.Additionals = true, nil
	m.Answers = []dnsmessage.Resource{{
		Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
		Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
	}}
	answer, err := m.Pack()
	if err != nil {
		return
	}
	_, _ = conn.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...))
}
