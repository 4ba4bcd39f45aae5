//go:build unix

package crossings

import (
	"math/rand/v2"
	"net"
	"time"
)

// slowFor is how long something slow stays slow, however busy the machine is.
const slowFor = 400 * time.Millisecond

// shaped is a peer's connection that is slow at first.
type shaped struct {
	net.Conn
	slowReads, slowWrites time.Time // the times until which they are slow
	rng                   *rand.Rand
}

func shape(conn net.Conn, network string) net.Conn {
	s := &shaped{Conn: conn, rng: rand.New(rand.NewPCG(3, 4))}
	switch network {
	case "drip":
		s.slowWrites = time.Now().Add(slowFor)
	case "slow":
		s.slowReads = time.Now().Add(slowFor)
	}
	return s
}

func (s *shaped) Read(b []byte) (int, error) {
	if time.Now().Before(s.slowReads) {
		time.Sleep(time.Millisecond) // the behaviour itself
		b = b[:min(len(b), 1+s.rng.IntN(2000))]
	}
	return s.Conn.Read(b)
}

func (s *shaped) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil && time.Now().Before(s.slowWrites) {
		var k int
		k, err = s.Conn.Write(b[n : n+min(len(b)-n, 1+s.rng.IntN(40))])
		n += k
		time.Sleep(time.Millisecond) // the behaviour itself
	}
	if n == len(b) || err != nil {
		return n, err
	}
	k, err := s.Conn.Write(b[n:])
	return n + k, err
}

func (s *shaped) CloseWrite() error {
	if half, ok := s.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
