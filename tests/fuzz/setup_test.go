package fuzz

import "fmt"

// setup is what a handshake has agreed on, and on which side of the connection the parsers are.
type setup struct {
	server   bool // the parsers are the server, and the frames come from a client
	deflate  bool
	takeover bool // the side that made the frames may refer to earlier messages
	window   int  // in bits, of the side that made the frames
	ours     bool // we made the frames, at the other end
	cuts     cuts
}

// setupOf derives a setup from the fuzzer's numbers.
func setupOf(how uint16, seed uint64) setup {
	return setup{
		server:   how&1 != 0,
		deflate:  how&2 != 0,
		takeover: how&4 != 0,
		window:   8 + int(how>>3&7),
		cuts:     cuts{kind: int(how >> 6 & 3), state: seed},
	}
}

func (s setup) String() string {
	side, compression := "client", ""
	if s.server {
		side = "server"
	}
	if s.deflate {
		compression = fmt.Sprintf(", permessage-deflate, takeover %v, window %d", s.takeover, s.window)
	}
	return fmt.Sprintf("read by a %s%s, cuts %d/%#x", side, compression, s.cuts.kind, s.cuts.state)
}

// offer returns the client's Sec-WebSocket-Extensions, answer the server's. takeover and window apply to the side
// that makes the frames.
func (s setup) offer() string {
	switch {
	case !s.deflate:
		return ""
	case s.server && s.takeover:
		return "permessage-deflate; client_max_window_bits"
	case s.server:
		return "permessage-deflate; client_max_window_bits; client_no_context_takeover"
	}
	return "permessage-deflate" + s.parameters("server")
}

func (s setup) answer() string {
	switch {
	case !s.deflate:
		return ""
	case s.server && !s.ours:
		return "permessage-deflate" // a window larger than the client's does no harm
	case s.server:
		return "permessage-deflate" + s.parameters("client")
	}
	return "permessage-deflate" + s.parameters("server")
}

func (s setup) parameters(side string) string {
	p := fmt.Sprintf("; %s_max_window_bits=%d", side, s.window)
	if !s.takeover {
		p += fmt.Sprintf("; %s_no_context_takeover", side)
	}
	return p
}

// manyPieces is the number of pieces after which the rest arrives at once, for speed.
const manyPieces = 300

// cuts says in which pieces a stream arrives.
type cuts struct {
	kind  int
	state uint64
}

func (c cuts) pieces(stream []byte) [][]byte {
	var pieces [][]byte
	for len(stream) > 0 {
		n := min(c.next(), len(stream))
		if len(pieces) > manyPieces {
			n = len(stream)
		}
		pieces = append(pieces, stream[:n:n])
		stream = stream[n:]
	}
	return pieces
}

// next returns the size of a piece: everything, a byte, a few bytes, or many.
func (c *cuts) next() int {
	c.state += 0x9e3779b97f4a7c15 // splitmix64
	x := (c.state ^ c.state>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	switch c.kind {
	case 0:
		return 1 << 30
	case 1:
		return 1
	case 2:
		return 1 + int(x%15)
	}
	return 1 + int(x%5000)
}
