package server

import (
	"net"
	"time"
)

// Close closes the connection once everything is written. A pending Read returns at once.
func (c *holdingConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining {
		return c.close()
	}
	if !c.ended {
		c.ended, c.after, c.taken = true, c.close, time.Now()
	}
	return c.Conn.SetReadDeadline(time.Unix(1, 0))
}

// close needs mu.
func (c *holdingConn) close() error {
	select {
	case <-c.closed:
	default:
		close(c.closed)
	}
	c.ended = true
	return c.Conn.Close()
}

// CloseWrite shuts down the writing side once everything is written.
func (c *holdingConn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	half, ok := c.Conn.(interface{ CloseWrite() error })
	switch {
	case !ok:
	case !c.draining:
		return half.CloseWrite()
	case c.after == nil:
		c.after = half.CloseWrite
	}
	return nil
}

// abort closes the connection at once.
func (c *holdingConn) abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = net.ErrClosed
	_ = c.close()
}

// finish closes the connection, and returns when everything is written, or when the client has read
// nothing for too long.
func (c *holdingConn) finish() {
	_ = c.Close()
	<-c.closed
}
