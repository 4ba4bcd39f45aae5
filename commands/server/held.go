package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// What serve does about memory: whoever comes counts, and so does what is held
// for a client and of its messages.

// wrap is for connections as they come.
func (s *server) wrap(conn net.Conn) net.Conn {
	if s.o.holds == 0 {
		return conn
	}
	return newHoldingConn(conn, s.o.holds, s.o.Client.CloseTimeout, &s.memory)
}

// count has each connection count in memory: a client's until that leaves.
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

// connected is told which connection is c's.
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

// needsTooMuch lets c go where no memory is left.
func (s *server) needsTooMuch(c *servedClient) func() {
	return func() { s.letGo(c, tooMuch(errNoMemory)) }
}

// forget is for when c is gone.
func (s *server) forget(c *servedClient) {
	c.compression.end()
	if c.connected {
		s.memory.give(ConnectionCost)
	}
}

// finish returns when what is held for c is written, unless c was dropped
// because it took nothing any more.
func (s *server) finish(c *servedClient, err error) {
	switch {
	case c.held == nil:
	case status.Is[*client.TimeoutError](err):
		c.held.abort()
	default:
		c.held.finish()
	}
}

// tookWithin tells whether the client has taken something lately.
func (c *holdingConn) tookWithin(limit time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draining && time.Since(c.taken) < limit
}
