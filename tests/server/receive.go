package server

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// errClosed ends every reading loop when the client's Close has arrived.
var errClosed = errors.New("client closed")

// A piece is a part of a message. last is true for the final one, which may be empty.
type piece struct {
	op          byte // of the message
	frame       header
	data        []byte // valid until the next piece
	first, last bool   // of its frame and its message
}

// receive calls each for every piece of data, answers pings, and records everything in the report.
// It returns errClosed after the client's Close, each's error, or what went wrong.
func (c *Conn) receive(each func(piece) error) error {
	var (
		buf     = make([]byte, 32<<10)
		message = incoming{}
	)
	for {
		h, err := readHeader(c.in)
		if err != nil {
			return err
		}
		if err := h.check(message.open, false); err != nil {
			return c.violation(err)
		}
		if h.control() {
			if err := c.control(h, buf); err != nil {
				return err
			}
			continue
		}
		if err := c.data(h, buf, &message, each); err != nil {
			return err
		}
	}
}

// incoming is the message being received. Its beginning is kept for the report.
type incoming struct {
	open   bool
	op     byte
	size   int64
	frames int
	head   []byte
}

func (c *Conn) data(h header, buf []byte, m *incoming, each func(piece) error) error {
	if !m.open {
		*m = incoming{open: true, op: h.op(), head: m.head[:0]}
	}
	m.frames++
	for offset, first := int64(0), true; first || offset < h.length; first = false {
		b := buf[:min(int64(len(buf)), h.length-offset)]
		if _, err := io.ReadFull(c.in, b); err != nil {
			return err
		}
		unmask(b, h.key, offset)
		offset += int64(len(b))
		m.size += int64(len(b))
		if room := shownBytes + 1 - len(m.head); room > 0 {
			m.head = append(m.head, b[:min(room, len(b))]...)
		}
		c.digest.write(b)
		last := h.fin() && offset == h.length
		if last {
			m.open = false
			c.digest.end(m.size)
			c.note(func(r *Report) { r.message(*m) })
		}
		if each == nil {
			continue
		}
		if err := each(piece{op: m.op, frame: h, data: b, first: first, last: last}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Conn) control(h header, buf []byte) error {
	b := buf[:h.length]
	if _, err := io.ReadFull(c.in, b); err != nil {
		return err
	}
	unmask(b, h.key, 0)
	switch h.op() {
	case opPing:
		c.note(func(r *Report) { r.Pings++; r.line("ping %q", b) })
		if !c.deaf {
			return c.send(opPong, b)
		}
	case opPong:
		c.note(func(r *Report) { r.Pongs = append(r.Pongs, string(b)); r.line("pong %q", b) })
	case opClose:
		code, reason := 0, ""
		if len(b) == 1 || len(b) > 2 && !utf8.Valid(b[2:]) {
			return c.violation(fmt.Errorf("bad Close payload %q", b))
		}
		if len(b) >= 2 {
			code, reason = int(binary.BigEndian.Uint16(b)), string(b[2:])
		}
		c.note(func(r *Report) {
			r.Closed, r.CloseCode, r.CloseReason = true, code, reason
			r.line("close %d %q", code, reason)
		})
		return errClosed
	}
	return nil
}

// drain reads until the client's Close or the end of the connection.
func (c *Conn) drain() error { return c.receive(nil) }

// receiveMessages reads n complete messages.
func (c *Conn) receiveMessages(n int) error {
	if n <= 0 {
		return nil
	}
	enough := errors.New("enough")
	err := c.receive(func(p piece) error {
		if p.last {
			n--
		}
		if n == 0 {
			return enough
		}
		return nil
	})
	if err == enough {
		return nil
	}
	return err
}

// violation records that the client broke the protocol.
func (c *Conn) violation(err error) error {
	c.note(func(r *Report) { r.line("violation: %v", err) })
	return err
}
