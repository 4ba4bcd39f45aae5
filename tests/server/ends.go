package server

import (
	"fmt"
	"time"
)

func closeAfter(c *Conn) error {
	if err := c.receiveMessages(c.num("after", 0)); err != nil {
		return c.answerClose(err)
	}
	return c.closeAndDrain(c.num("code", 1000), c.str("reason", ""))
}

// noCloseAnswer keeps the connection open until the client ends it.
func noCloseAnswer(c *Conn) error {
	for i := range c.num("n", 0) {
		c.send(opText, numbered(nil, i, 0))
	}
	if err := c.drain(); err != errClosed {
		return err
	}
	_, err := c.in.ReadByte()
	return err
}

func replyAfterClose(c *Conn) error {
	if err := c.drain(); err != errClosed {
		return err
	}
	for i := range c.num("n", 10) {
		if err := c.write(fin|opText, numbered(nil, i, c.num("size", 0))); err != nil {
			return err
		}
	}
	c.out.Flush()
	c.sendClose(c.num("code", 1000), "")
	return c.end(errClosed)
}

func drop(c *Conn) error {
	size, sent := int64(c.num("size", 100)), int64(c.num("sent", 10))
	c.out.Write(appendHeader(nil, fin|opText, size))
	for offset := int64(0); offset < sent; {
		part := Pattern(offset, sent-offset)
		c.out.Write(part)
		offset += int64(len(part))
	}
	c.out.Flush()
	c.hangUp(c.str("how", "fin"))
	return fmt.Errorf("dropped")
}

func half(c *Conn) error {
	c.sendFrame(opText, []byte("abcdef"))
	if how := c.query.Get("end"); how != "" {
		c.hangUp(how)
		return nil
	}
	return c.closeAndDrain(1000, "")
}

func chatty(c *Conn) error {
	for i := 0; ; i++ {
		if err := c.send(opText, numbered(nil, i, 0)); err != nil {
			return err
		}
		select {
		case <-c.server.done:
			return nil
		case <-time.After(20 * time.Millisecond): // the behaviour itself
		}
	}
}

func dropNow(c *Conn) error {
	if err := c.receiveMessages(c.num("after", 0)); err != nil {
		return c.answerClose(err)
	}
	for i := range c.num("n", 0) {
		c.send(opText, numbered(nil, i, 0))
	}
	c.hangUp(c.str("how", "fin"))
	return fmt.Errorf("dropped")
}

func dropOnClose(c *Conn) error {
	for i := range c.num("n", 0) {
		c.send(opText, numbered(nil, i, 0))
	}
	if err := c.drain(); err != errClosed {
		return err
	}
	c.hangUp(c.str("how", "fin"))
	return fmt.Errorf("dropped")
}
