package server

import (
	"encoding/binary"
	"errors"
	"strconv"
)

// send writes one frame, with FIN, and flushes it.
func (c *Conn) send(op byte, payload []byte) error {
	return c.sendFrame(fin|op, payload)
}

func (c *Conn) sendFrame(first byte, payload []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.write(first, payload); err != nil {
		return err
	}
	return c.out.Flush()
}

// write leaves the frame in the buffer, for bursts and streams. The caller flushes it, and must be
// the only one that writes meanwhile or hold c.writing.
func (c *Conn) write(first byte, payload []byte) error {
	var b [10]byte
	c.out.Write(appendHeader(b[:0], first, int64(len(payload))))
	_, err := c.out.Write(payload)
	return err
}

// sendRaw writes bytes that need not be a frame.
func (c *Conn) sendRaw(b []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.out.Write(b)
	return c.out.Flush()
}

// sendClose sends a Close frame; with code 0, one without a payload.
func (c *Conn) sendClose(code int, reason string) error {
	if code == 0 {
		return c.send(opClose, nil)
	}
	return c.send(opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// closeAndDrain begins the closing handshake: it sends Close, then reads, so that it never resets a
// connection from which the client still reads.
func (c *Conn) closeAndDrain(code int, reason string) error {
	if err := c.sendClose(code, reason); err != nil {
		return err
	}
	return c.end(c.drain())
}

// answerClose ends a reading loop: it answers the client's Close with the same code, then checks
// that nothing follows that Close.
func (c *Conn) answerClose(err error) error {
	if !errors.Is(err, errClosed) {
		return err
	}
	if err := c.sendClose(c.closeCode(), ""); err != nil {
		return err
	}
	return c.end(errClosed)
}

// end closes our side when both have closed, and records anything that the client sent after its
// Close.
func (c *Conn) end(err error) error {
	if !errors.Is(err, errClosed) {
		return err
	}
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	if h, err := readHeader(c.in); err == nil {
		return c.violation(h.check(false, true))
	}
	return errClosed
}

// numbered returns message i of a burst: its number, padded with dots to size.
func numbered(b []byte, i, size int) []byte {
	b = strconv.AppendInt(b[:0], int64(i), 10)
	for len(b) < size {
		b = append(b, '.')
	}
	return b
}
