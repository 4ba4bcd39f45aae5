package client

import (
	"net"
	"time"
)

// Timings say how long after the start of the dial each step was done, as in curl's
// --write-out; after redirects, with the last server. A step that wasn't taken, or
// failed, is 0.
type Timings struct {
	NameLookup    time.Duration // the addresses are known, or the proxy's
	Connect       time.Duration // connected, to the proxy if there is one
	AppConnect    time.Duration // TLS with the server is done
	StartTransfer time.Duration // the first byte of the answer has arrived
	Open          time.Duration // the opening handshake is done
}

// stopwatch takes the times of a dial. A nil one takes none.
type stopwatch struct {
	begun     time.Time
	address   string // the last one connected to
	redirects int    // how many were followed
	Timings
}

func (s *stopwatch) lookedUp() {
	if s != nil {
		s.NameLookup = time.Since(s.begun)
	}
}

func (s *stopwatch) connected(conn net.Conn) {
	if s != nil {
		s.Connect = time.Since(s.begun)
		s.address = conn.RemoteAddr().String()
	}
}

func (s *stopwatch) secured()  { s.AppConnect = time.Since(s.begun) }
func (s *stopwatch) answered() { s.StartTransfer = time.Since(s.begun) }
func (s *stopwatch) opened()   { s.Open = time.Since(s.begun) }

// again starts over for another server: the times of the last one don't apply to it.
func (s *stopwatch) again() {
	s.Timings = Timings{}
	s.redirects++
}

// Timings returns the times of the dial, even one that failed. It may be called once
// the WebSocket is open, or Run has returned. With Accept there are none.
func (ws *WebSocket) Timings() Timings { return ws.watch.Timings }

// Address returns the address of the last server connected to, or of the proxy on the
// way there; empty if there was none. It may be called when Timings may.
func (ws *WebSocket) Address() string { return ws.watch.address }

// Redirects returns how many redirects were followed. It may be called when Timings
// may.
func (ws *WebSocket) Redirects() int { return ws.watch.redirects }
