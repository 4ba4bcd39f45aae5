package tunnel

// Write implements net.Conn. It waits while the server takes nothing.
func (c *Conn) Write(p []byte) (sent int, err error) {
	defer c.going.Store(0)
	for sent < len(p) {
		n, err := c.claim(len(p) - sent)
		if err != nil {
			return sent, err
		}
		if err := c.send(p[sent : sent+n]); err != nil {
			return sent, err
		}
		sent += n
		c.going.Store(int64(sent))
	}
	return sent, nil
}

// Unsent is below zero where some of a Write has gone that isn't done yet:
// its caller counts none of that.
func (c *Conn) Unsent() int64 { return -c.going.Load() }

// claim waits until some of n bytes may be sent, and tells how many.
func (c *Conn) claim(n int) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if c.shut != nil {
			return 0, c.shut
		}
		if left := min(int64(n), c.connectionLeft, c.streamLeft); left > 0 {
			c.connectionLeft -= left
			c.streamLeft -= left
			return int(left), nil
		}
		c.changed.Wait()
	}
}

func (c *Conn) send(p []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for len(p) > 0 {
		n := min(len(p), frameSize)
		if err := c.framer.WriteData(stream, false, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return c.out.Flush()
}

// dues are what the server is owed. They are written by a goroutine of their
// own, so that a server that takes nothing doesn't keep us from reading.
type dues struct {
	settings int // to be acknowledged
	pings    [][8]byte
	read     int // bytes that were read, and that it may send again
}

// used has the server send n bytes more. It needs mu.
func (c *Conn) used(n int) {
	if c.dues.read += n; c.dues.read >= window/4 {
		c.owe()
	}
}

func (c *Conn) owe() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// respond writes what is due until nothing is read any more.
func (c *Conn) respond() {
	for {
		select {
		case <-c.done:
			return
		case <-c.wake:
		}
		c.writing.Lock()
		c.pay()
		_ = c.out.Flush() // an error shows at the reading end, too
		c.writing.Unlock()
	}
}

// pay needs writing.
func (c *Conn) pay() {
	c.mu.Lock()
	due := c.dues
	c.dues = dues{}
	c.mu.Unlock()
	for range due.settings {
		_ = c.framer.WriteSettingsAck()
	}
	for _, data := range due.pings {
		_ = c.framer.WritePing(true, data)
	}
	if due.read > 0 {
		_ = c.framer.WriteWindowUpdate(0, uint32(due.read))
		_ = c.framer.WriteWindowUpdate(stream, uint32(due.read))
	}
}
