package server

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Conn is one client. Behaviours read with receive or drain and write with send. Both record in the
// report what the client does.
type Conn struct {
	net.Conn
	server  *Server
	request *http.Request
	head    bytes.Buffer // of the request, as received
	query   url.Values
	report  *Report
	digest  *digest

	in      *bufio.Reader
	writing sync.Mutex
	out     *bufio.Writer

	deaf bool // answer no pings
}

func (c *Conn) str(name, otherwise string) string {
	if c.query.Has(name) {
		return c.query.Get(name)
	}
	return otherwise
}

func (c *Conn) num(name string, otherwise int) int {
	if n, err := strconv.Atoi(c.query.Get(name)); err == nil {
		return n
	}
	return otherwise
}

func (c *Conn) duration(name string, otherwise time.Duration) time.Duration {
	if d, err := time.ParseDuration(c.query.Get(name)); err == nil {
		return d
	}
	return otherwise
}

// waitAtGate blocks at ?gate= until the test opens that gate. Without ?gate= it doesn't block.
func (c *Conn) waitAtGate() {
	if !c.query.Has("gate") {
		return
	}
	select {
	case <-c.server.Gate(c.query.Get("gate")):
	case <-c.server.done:
	}
}

// hangUp ends the connection without a Close, with FIN or with RST.
func (c *Conn) hangUp(how string) {
	if tcp, ok := c.Conn.(*net.TCPConn); ok && how == "rst" {
		tcp.SetLinger(0)
	}
	if s, ok := c.Conn.(*stream); ok {
		s.broken = how == "rst"
	}
	c.Conn.Close()
}
