package fuzz

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// conn is a connection on which a stream has arrived, in pieces, and nothing will follow. It records what is written.
type conn struct {
	mu      sync.Mutex
	arrived [][]byte
	written bytes.Buffer
	closed  bool
}

func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return 0, net.ErrClosed
	case len(c.arrived) == 0:
		return 0, io.EOF
	}
	n := copy(p, c.arrived[0])
	if c.arrived[0] = c.arrived[0][n:]; len(c.arrived[0]) == 0 {
		c.arrived = c.arrived[1:]
	}
	return n, nil
}

func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, net.ErrClosed
	}
	return c.written.Write(p)
}

func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return nil
}

// sent returns what was written, without the handshake's answer.
func (c *conn) sent() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return withoutAnswer(c.written.Bytes())
}

func withoutAnswer(written []byte) []byte {
	if _, after, ok := bytes.Cut(written, []byte("\r\n\r\n")); ok && bytes.HasPrefix(written, []byte("HTTP/1.1 ")) {
		return after
	}
	return written
}

// CloseWrite does nothing: the other end has sent everything already.
func (c *conn) CloseWrite() error              { return nil }
func (*conn) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (*conn) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2} }
func (*conn) SetDeadline(time.Time) error      { return nil }
func (*conn) SetReadDeadline(time.Time) error  { return nil }
func (*conn) SetWriteDeadline(time.Time) error { return nil }

// request asks for a WebSocket on conn, which carries the answer as with net/http.
func request(s setup, c *conn) (http.ResponseWriter, *http.Request) {
	r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1/", nil)
	if err != nil {
		panic(err)
	}
	r.Header = http.Header{
		"Connection":            {"Upgrade"},
		"Upgrade":               {"websocket"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     {"dGhlIHNhbXBsZSBub25jZQ=="},
	}
	if offer := s.offer(); offer != "" {
		r.Header.Set("Sec-WebSocket-Extensions", offer)
	}
	return &responseWriter{conn: c, header: http.Header{}}, r
}

type responseWriter struct {
	conn   *conn
	header http.Header
	status int
}

func (w *responseWriter) Header() http.Header         { return w.header }
func (w *responseWriter) WriteHeader(status int)      { w.status = status }
func (w *responseWriter) Write(p []byte) (int, error) { return 0, errors.New("no body: " + string(p)) }

func (w *responseWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}
