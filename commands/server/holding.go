package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"wspipe/client/unacked"
)

const (
	// holdingAfter is how long a client may read nothing before its data is held and we go on
	// reading from it.
	holdingAfter = 100 * time.Millisecond
	// holdingRate limits what is held, in bytes for each second in which the client has read
	// nothing. So a client that reads slowly, or pauses, has to wait, as it should, and one that
	// doesn't read at all still gets on.
	holdingRate = 16 << 20
	// holdingLook is the interval at which to check whether the client still reads nothing.
	holdingLook = time.Second
)

// holdingConn is a connection to a client that may send everything before it reads anything. What
// the network doesn't take is held in memory, so that the writer can go on and read. It may be
// closed while something is held; that is still written.
type holdingConn struct {
	net.Conn
	offer    *offer
	limit    int           // of what is held
	patience time.Duration // while closing, with a client that reads nothing
	// tooMuch is called once, when more would have to be held, with errNoMemory if the reason isn't
	// limit. It should make sure that nothing more is written. It is set before the first write
	// that matters.
	tooMuch func(error)
	closed  chan struct{} // when the connection is really closed

	mu       sync.Mutex
	held     hoard
	draining bool          // held is being written
	moved    chan struct{} // some of held was written, or nothing is held any more
	given    int64         // bytes given to the network
	acked    int64         // bytes taken by the client's system, as far as known
	taken    time.Time     // when acked last grew
	full     bool          // tooMuch was called
	after    func() error  // run once everything is written; nil: nothing
	ended    bool
	err      error
}

func newHoldingConn(conn net.Conn, limit int, patience time.Duration, m *memory) *holdingConn {
	return &holdingConn{
		Conn: conn, offer: newOffer(conn), limit: limit, patience: patience, held: hoard{memory: m},
		tooMuch: func(error) {}, moved: make(chan struct{}, 1), closed: make(chan struct{}),
	}
}

// NetConn returns the underlying connection.
func (c *holdingConn) NetConn() net.Conn { return c.Conn }

// Unsent returns how many bytes were written but not yet given to the network.
func (c *holdingConn) Unsent() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(c.held.Len())
}

// Write gives p to the network, as far as that takes it in time. It holds the rest, and waits if
// that is too much for now.
func (c *holdingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	n, err := c.writeNow(p)
	var problem error
	if err == nil && n < len(p) {
		problem = c.hold(p[n:])
	}
	c.mu.Unlock()
	if err != nil || n == len(p) {
		return n, err
	}
	if problem != nil {
		c.tooMuch(problem)
	}
	c.awaitRoom()
	return len(p), nil
}

// writeNow needs mu.
func (c *holdingConn) writeNow(p []byte) (n int, err error) {
	if c.err != nil || c.draining {
		return 0, c.err
	}
	n, err = c.offer.make(p)
	c.given += int64(n)
	for n < len(p) && err == nil {
		var more int
		more, err = c.writeWithin(holdingAfter, p[n:])
		n += more
		if more == 0 {
			break
		}
	}
	return n, err
}

// writeWithin writes for at most limit. Running out of time isn't an error.
func (c *holdingConn) writeWithin(limit time.Duration, p []byte) (int, error) {
	_ = c.Conn.SetWriteDeadline(time.Now().Add(limit))
	n, err := c.Conn.Write(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	_ = c.Conn.SetWriteDeadline(time.Time{})
	c.given += int64(n)
	return n, err
}

// hold keeps p and starts writing it. An error means that it is too much, and has to be passed to
// tooMuch. It needs mu.
func (c *holdingConn) hold(p []byte) error {
	n, err := c.held.Write(p)
	if err != nil {
		c.held.force(p[n:]) // to complete the frame
	} else if c.held.Len() > c.limit {
		err = errTooMuchHeld
	}
	if !c.draining {
		c.draining, c.taken = true, time.Now()
		go c.drain()
	}
	if c.full {
		return nil
	}
	c.full = err != nil
	return err
}

var errTooMuchHeld = errors.New("more would have to be held than --max-message-size allows")

// drain writes until nothing is held.
func (c *holdingConn) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.held.Len() > 0 && c.err == nil {
		piece := c.held.first()
		c.mu.Unlock()
		n, err := c.writeWithin(holdingLook, piece)
		c.mu.Lock()
		c.held.use(n)
		c.err = err
		c.progress()
		if c.ended && time.Since(c.taken) > c.patience {
			c.err = os.ErrDeadlineExceeded
		}
		select {
		case c.moved <- struct{}{}:
		default:
		}
	}
	c.held.release()
	c.draining = false
	after := c.after
	c.after = nil
	if after != nil {
		_ = after()
	}
}

// progress records how much the client's system has taken. It needs mu.
func (c *holdingConn) progress() {
	acked := c.given
	if waiting, ok := unacked.Bytes(c.Conn); ok {
		acked -= waiting
	}
	if acked > c.acked {
		c.acked, c.taken = acked, time.Now()
	}
}

// awaitRoom waits until no more is held than allowed.
func (c *holdingConn) awaitRoom() {
	for wait := c.untilRoom(); wait > 0; wait = c.untilRoom() {
		select {
		case <-c.moved:
		case <-time.After(wait):
		}
	}
}

// untilRoom returns how much longer the client must read nothing for so much to be held.
func (c *holdingConn) untilRoom() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining || c.full || c.ended {
		return 0
	}
	c.progress()
	return time.Duration(c.held.Len())*time.Second/holdingRate - time.Since(c.taken)
}
