package server

import (
	"fmt"
	"time"
)

// burst sends its messages as fast as possible, or one ?every=. Meanwhile it reads, so that a
// client's Close is seen, recorded and answered.
func burst(c *Conn) error {
	closed := make(chan error, 1)
	go func() { closed <- c.drain() }()

	stopped, err := c.sendNumbered(closed)
	if err != nil {
		return err
	}
	if stopped != nil { // the client closed first
		return c.answerClose(stopped)
	}
	c.waitAtGate()
	if code := c.num("code", 1000); code >= 0 {
		if err := c.sendClose(code, c.str("reason", "")); err != nil {
			return err
		}
		return c.end(<-closed)
	}
	return c.answerClose(<-closed)
}

// sendNumbered returns early if reading ends, with the reason.
func (c *Conn) sendNumbered(closed chan error) (stopped, err error) {
	var (
		every   = c.duration("every", 0)
		n, size = c.num("n", 10), c.num("size", 0)
		message []byte
	)
	c.writing.Lock()
	defer c.writing.Unlock()
	for i := range n {
		if every > 0 && i > 0 {
			c.writing.Unlock()
			c.server.sleep(every)
			c.writing.Lock()
		}
		select {
		case err := <-closed:
			return err, c.out.Flush()
		default:
		}
		message = numbered(message, i, size)
		if err := c.write(fin|opText, message); err != nil {
			return nil, err
		}
		if every > 0 {
			c.out.Flush()
		}
	}
	return nil, c.out.Flush()
}

// big streams one message made of Pattern, in one or more frames, with a pause of ?every= between
// them.
func big(c *Conn) error {
	size, frames := int64(c.num("size", 1<<20)), int64(c.num("frames", 1))
	first := byte(opBinary)
	if c.str("type", "binary") == "text" {
		first = opText
	}
	for i := range frames {
		if i == frames-1 {
			first |= fin
		}
		if pause := c.duration("every", 0); pause > 0 && i > 0 {
			c.out.Flush()
			c.server.sleep(pause)
		}
		begin, end := size*i/frames, size*(i+1)/frames
		var b [10]byte
		c.out.Write(appendHeader(b[:0], first, end-begin))
		for begin < end {
			part := Pattern(begin, end-begin)
			if _, err := c.out.Write(part); err != nil {
				return err
			}
			begin += int64(len(part))
		}
		first = opContinuation
	}
	if err := c.out.Flush(); err != nil {
		return err
	}
	c.waitAtGate()
	return c.closeAndDrain(1000, "")
}

// fragments cuts a text within its characters and sends pings between the pieces.
func fragments(c *Conn) error {
	text := []byte("één € und 𝄞")
	for i, b := range text {
		first := byte(opContinuation)
		if i == 0 {
			first = opText
		}
		if i == len(text)-1 {
			first |= fin
		}
		c.sendFrame(first, []byte{b})
		if i == 1 {
			c.send(opPing, []byte("between"))
		}
	}
	c.sendFrame(opBinary, []byte("a"))
	c.sendFrame(opContinuation, nil)
	c.sendFrame(fin|opContinuation, []byte("b"))
	return c.closeAndDrain(1000, "")
}

// drip sends each byte of a frame, including its header, in a TCP segment of its own.
func drip(c *Conn) error {
	size := c.num("size", 10)
	frame := append(appendHeader(nil, fin|opText, int64(size)), numbered(nil, 0, size)...)
	for _, b := range frame {
		if err := c.sendRaw([]byte{b}); err != nil {
			return err
		}
		c.server.sleep(c.duration("every", 20*time.Millisecond))
	}
	return c.closeAndDrain(1000, "")
}

// ping waits for each pong and reports it to the client.
func ping(c *Conn) error {
	for i := range c.num("n", 3) {
		name := fmt.Sprint("p", i)
		c.send(opPing, []byte(name))
		if err := c.awaitPong(name); err != nil {
			return c.answerClose(err)
		}
		c.send(opText, []byte("pong "+name))
	}
	return c.closeAndDrain(1000, "")
}

func (c *Conn) awaitPong(name string) error {
	for {
		h, err := readHeader(c.in)
		if err != nil {
			return err
		}
		if err := h.check(false, false); err != nil {
			return c.violation(err)
		}
		if !h.control() {
			if err := c.data(h, make([]byte, 4096), &incoming{}, nil); err != nil {
				return err
			}
			continue
		}
		if err := c.control(h, make([]byte, 125)); err != nil {
			return err
		}
		if h.op() == opPong && c.lastPong() == name {
			return nil
		}
	}
}

func (c *Conn) lastPong() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.report.Pongs[len(c.report.Pongs)-1]
}
