package server

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	_ "unsafe" // for the variable below

	"golang.org/x/net/http2"
)

// withoutWebSockets is set to false by GODEBUG=http2xconnect=1, but only if that is set before the
// program starts, which isn't the case in tests.
//
//go:linkname withoutWebSockets golang.org/x/net/http2.disableExtendedConnectProtocol
var withoutWebSockets bool

func init() { withoutWebSockets = false }

// speaksHTTP2 reports whether the client uses HTTP/2, by ALPN or from its first bytes.
func (c *Conn) speaksHTTP2() bool {
	if secure, ok := c.Conn.(*tls.Conn); ok {
		return secure.Handshake() == nil && secure.ConnectionState().NegotiatedProtocol == http2.NextProtoTLS
	}
	const preface = "PRI "
	begin, err := c.in.Peek(len(preface))
	return err == nil && string(begin) == preface
}

// handleHTTP2 runs every behaviour that doesn't depend on the bytes of HTTP/1.1 over a stream of
// Go's server (RFC 8441).
func (s *Server) handleHTTP2(c *Conn) {
	nc := c.Conn
	if _, secure := nc.(*tls.Conn); !secure {
		nc = &readAhead{nc, c.in}
	}
	//nolint:staticcheck // net/http's server can't be made to take WebSockets by a test
	(&http2.Server{}).ServeConn(nc, &http2.ServeConnOpts{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nc := &stream{Conn: c.Conn, w: w, body: r.Body}
		over := s.newConn(nc)
		fmt.Fprintf(&over.head, "%s %s %s\r\n\r\n", r.Method, r.RequestURI, r.Proto)
		over.handle(r)
		if nc.broken || !nc.answered {
			panic(http.ErrAbortHandler) // this resets the stream
		}
	})})
}

// readAhead is a connection from which something has already been read.
type readAhead struct {
	net.Conn
	in *bufio.Reader
}

func (c *readAhead) Read(b []byte) (int, error) { return c.in.Read(b) }

// below returns the connection that carries the stream.
func (c *Conn) below() net.Conn {
	if s, ok := c.Conn.(*stream); ok {
		return s.Conn
	}
	return c.Conn
}

// stream is a stream of an HTTP/2 connection. It ends with its behaviour.
type stream struct {
	net.Conn
	w                http.ResponseWriter
	body             io.ReadCloser
	answered, broken bool
}

func (s *stream) Read(b []byte) (int, error) { return s.body.Read(b) }

func (s *stream) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err == nil {
		err = http.NewResponseController(s.w).Flush()
	}
	return n, err
}

func (s *stream) Close() error { return s.body.Close() }

// answer sends the status, the lines of ?header= and others.
func (s *stream) answer(status int, lines []string) error {
	s.answered = true
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		s.w.Header().Add(name, strings.TrimSpace(value))
	}
	s.w.WriteHeader(status)
	return http.NewResponseController(s.w).Flush()
}

// acceptStream is accept over HTTP/2.
func (c *Conn) acceptStream(s *stream, spoiled string) error {
	if why := c.streamRefusal(); why != "" {
		c.respond(400, why)
		return fmt.Errorf("bad handshake: %s", why)
	}
	lines := append([]string{"X-Server: tests"}, c.query["header"]...)
	if spoiled == "extension" {
		lines = append(lines, "Sec-WebSocket-Extensions: x-never-asked-for")
	}
	if p := c.protocol(); p != "" {
		lines = append(lines, "Sec-WebSocket-Protocol: "+p)
	}
	return s.answer(http.StatusOK, lines)
}

func (c *Conn) streamRefusal() string {
	h := c.request.Header
	switch {
	case c.request.Method != http.MethodConnect || h.Get(":protocol") != "websocket":
		return "it isn't an extended CONNECT"
	case h.Get("Sec-WebSocket-Version") != "13":
		return "the version isn't 13"
	case h.Get("Sec-WebSocket-Key") != "" || h.Get("Upgrade") != "" || h.Get("Connection") != "":
		return "it has what belongs to HTTP/1.1"
	}
	return ""
}

// respondStream is respond over HTTP/2.
func (s *stream) respond(status int, lines []string, body string) error {
	if err := s.answer(status, append(lines, "Content-Type: text/plain")); err != nil {
		return err
	}
	_, err := io.Copy(s, bytes.NewReader([]byte(body)))
	return err
}
