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
	// holdingAfter is how long a client may take nothing before what is for it
	// is held, and more is read from it.
	holdingAfter = 100 * time.Millisecond
	// holdingRate is how much is held at most, in bytes for each second in
	// which the client has taken nothing. One that reads slowly, or pauses, is
	// so made to wait, as it should, and one that doesn't read at all gets on.
	holdingRate = 16 << 20
	// holdingLook is how often to look whether it still takes nothing, at least.
	holdingLook = time.Second
)

// holdingConn is a connection to a client that may send all it has before it
// reads anything of what comes back. What the network doesn't take is held in
// memory then, so that whoever writes can go on and read. It may be closed
// while something is held, which is still written.
type holdingConn struct {
	net.Conn
	offer    *offer
	limit    int           // of what is held
	patience time.Duration // once it is to be closed, with a client that takes nothing
	// tooMuch is called, once, when more would have to be held, with
	// errNoMemory where that isn't because of limit. It should see to it that
	// nothing more is written. It is set before the first write that matters.
	tooMuch func(error)
	closed  chan struct{} // once it is really closed

	mu       sync.Mutex
	held     hoard
	draining bool          // held is being written
	moved    chan struct{} // something of it was, or nothing is held any more
	given    int64         // bytes that the network has got
	acked    int64         // and the client's system, as far as is known
	taken    time.Time     // when that was more than before
	full     bool          // tooMuch was called
	after    func() error  // what to do once all is written; nil: nothing
	ended    bool
	err      error
}

func newHoldingConn(conn net.Conn, limit int, patience time.Duration, m *memory) *holdingConn {
	return &holdingConn{
		Conn: conn, offer: newOffer(conn), limit: limit, patience: patience, held: hoard{memory: m},
		tooMuch: func(error) {}, moved: make(chan struct{}, 1), closed: make(chan struct{}),
	}
}

// NetConn is for those who look for the connection below.
func (c *holdingConn) NetConn() net.Conn { return c.Conn }

// Unsent is how much was written and not yet given to the network.
func (c *holdingConn) Unsent() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(c.held.Len())
}

// Write gives p to the network, as far as that takes it in time. The rest is
// held, and waited for where that is too much for now.
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

// writeWithin waits no longer than it is told to; that this was too short is no
// error.
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

// hold keeps p and has it written. An error says that it is too much, and
// tooMuch must be told. It needs mu.
func (c *holdingConn) hold(p []byte) error {
	n, err := c.held.Write(p)
	if err != nil {
		c.held.force(p[n:]) // or else there would be half a frame
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

// drain writes what is held until nothing is.
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

// progress takes note of what the client's system has taken. It needs mu.
func (c *holdingConn) progress() {
	acked := c.given
	if waiting, ok := unacked.Bytes(c.Conn); ok {
		acked -= waiting
	}
	if acked > c.acked {
		c.acked, c.taken = acked, time.Now()
	}
}

// awaitRoom waits until no more is held than may be.
func (c *holdingConn) awaitRoom() {
	for wait := c.untilRoom(); wait > 0; wait = c.untilRoom() {
		select {
		case <-c.moved:
		case <-time.After(wait):
		}
	}
}

// untilRoom is how long the client must take nothing, from now on, for so much
// to be held.
func (c *holdingConn) untilRoom() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining || c.full || c.ended {
		return 0
	}
	c.progress()
	return time.Duration(c.held.Len())*time.Second/holdingRate - time.Since(c.taken)
}
