package tunnel

// Write implements net.Conn. It waits while the server accepts nothing.
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

// Unsent is negative if part of an unfinished Write has been sent: its caller counts
// none of that yet.
func (c *Conn) Unsent() int64 { return -c.going.Load() }

// claim waits until some of n bytes may be sent, and returns how many.
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

// dues are what we owe the server. A separate goroutine writes them, so a server that
// doesn't read can't keep us from reading.
type dues struct {
	settings int // to be acknowledged
	pings    [][8]byte
	read     int // bytes read, which the server may send again
}

// used lets the server send n bytes more. It needs mu.
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

// respond writes what is due until reading has ended.
func (c *Conn) respond() {
	for {
		select {
		case <-c.done:
			return
		case <-c.wake:
		}
		c.writing.Lock()
		c.pay()
		_ = c.out.Flush() // the reading end reports any error
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
