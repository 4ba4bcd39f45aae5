package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// How serve accounts for memory: each connection counts, and so does what is held for clients and
// of their messages.

// wrap wraps new connections.
func (s *server) wrap(conn net.Conn) net.Conn {
	if s.o.holds == 0 {
		return conn
	}
	return newHoldingConn(conn, s.o.holds, s.o.Client.CloseTimeout, &s.memory)
}

// count adds each connection to the memory in use. A client's counts until the client leaves.
func (s *server) count(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if !s.memory.take(ConnectionCost) {
			s.memory.force(ConnectionCost)
			_ = conn.Close()
			s.voice.Say("a client" + comingFrom(conn.RemoteAddr().String()) + " was refused: " + errNoMemory.Error())
		}
	case http.StateClosed:
		s.memory.give(ConnectionCost)
	}
}

// connected notes which connection is c's.
func (s *server) connected(c *servedClient, conn net.Conn) {
	c.connected = true
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if held, ok := conn.(*holdingConn); ok {
		c.held = held
		held.tooMuch = func(problem error) { s.letGo(c, tooMuch(problem)) }
	}
}

// needsTooMuch returns a function that drops c because no memory is left.
func (s *server) needsTooMuch(c *servedClient) func() {
	return func() { s.letGo(c, tooMuch(errNoMemory)) }
}

// forget releases the memory that c used.
func (s *server) forget(c *servedClient) {
	c.compression.end()
	if c.connected {
		s.memory.give(ConnectionCost)
	}
}

// finish returns when everything held for c is written, unless c was dropped because it had stopped
// reading.
func (s *server) finish(c *servedClient, err error) {
	switch {
	case c.held == nil:
	case status.Is[*client.TimeoutError](err):
		c.held.abort()
	default:
		c.held.finish()
	}
}

// tookWithin reports whether the client has read anything within limit.
func (c *holdingConn) tookWithin(limit time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draining && time.Since(c.taken) < limit
}
