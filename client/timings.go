package client

import (
	"net"
	"time"
)

// Timings say how long after the beginning of the dial each step was done, as
// in curl's --write-out; where there were redirects, with the last server. A
// step that wasn't taken, or didn't succeed, is 0.
type Timings struct {
	NameLookup    time.Duration // the addresses are known, with a proxy its own
	Connect       time.Duration // the connection is there, with a proxy the one to it
	AppConnect    time.Duration // TLS is, with the server
	StartTransfer time.Duration // the answer's first byte is
	Open          time.Duration // the opening handshake is done
}

// stopwatch takes the times of a dial. A nil one takes none.
type stopwatch struct {
	begun     time.Time
	address   string // last connected to
	redirects int    // that were followed
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

// again is for another server: what was done with the last one says nothing of it.
func (s *stopwatch) again() {
	s.Timings = Timings{}
	s.redirects++
}

// Timings are those of the dial, also of one that failed. They may be asked
// for once the WebSocket is open, or Run has returned. Accept's has none.
func (ws *WebSocket) Timings() Timings { return ws.watch.Timings }

// Address is that of the last server that was connected to, or of the proxy on
// the way there; empty where there was none. It may be asked for as Timings.
func (ws *WebSocket) Address() string { return ws.watch.address }

// Redirects is how many were followed. It may be asked for as Timings.
func (ws *WebSocket) Redirects() int { return ws.watch.redirects }
