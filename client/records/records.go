// Package records reads ahead of TLS, which by itself reads little more than a record at a time,
// and so can't tell whether it will have to wait for the next one.
package records

import (
	"encoding/binary"
	"net"
)

const (
	headerSize      = 5  // RFC 8446, section 5.1
	applicationData = 23 // also what encrypted handshake messages look like since TLS 1.3
)

// Conn is the connection below TLS. It reads as much as there is, and hands TLS one record at a
// time. Like any connection, it may be read by one goroutine while others write.
type Conn struct {
	net.Conn
	// OnWait is called before waiting for the network, if Ahead promised that TLS wouldn't. It may
	// write to the TLS connection.
	OnWait func()

	buf      []byte
	r, w     int  // buf[r:w] has arrived and wasn't handed out
	left     int  // how much of the record being handed out is missing
	promised bool // by Ahead
}

// New reads ahead by up to size bytes.
func New(conn net.Conn, size int) *Conn {
	return &Conn{Conn: conn, OnWait: func() {}, buf: make([]byte, size)}
}

// NetConn returns the connection below.
func (c *Conn) NetConn() net.Conn { return c.Conn }

// Ahead reports whether the next read of TLS is unlikely to wait for the network, since a whole
// record of data is here. It does wait if that record is empty or holds something else than data.
// Only the goroutine that reads may call Ahead.
func (c *Conn) Ahead() bool {
	c.promised = c.left == 0 && c.begins(applicationData) && c.w-c.r >= headerSize+c.length()
	return c.promised
}

// begins reports whether a record of that type begins at r.
func (c *Conn) begins(kind byte) bool { return c.w-c.r >= headerSize && c.buf[c.r] == kind }

// length is that of the record's payload at r.
func (c *Conn) length() int { return int(binary.BigEndian.Uint16(c.buf[c.r+3:])) }

// Read returns bytes of one record. What isn't TLS is passed on, too.
func (c *Conn) Read(p []byte) (int, error) {
	for c.w == c.r || c.left == 0 && c.w-c.r < headerSize {
		if err := c.fill(); err != nil {
			if c.w == c.r {
				return 0, err
			}
			c.left = c.w - c.r // less than a header; the error comes again
		}
	}
	if c.left == 0 {
		c.left = headerSize + c.length()
		if !c.begins(applicationData) {
			c.promised = false // TLS may answer it, and then nobody else can write
		}
	}
	n := copy(p[:min(len(p), c.left)], c.buf[c.r:c.w])
	c.r += n
	c.left -= n
	return n, nil
}

func (c *Conn) fill() error {
	if c.promised {
		c.promised = false
		c.OnWait()
	}
	c.w = copy(c.buf, c.buf[c.r:c.w])
	c.r = 0
	n, err := c.Conn.Read(c.buf[c.w:])
	c.w += n
	if n > 0 {
		return nil // the error comes again with the next read
	}
	return err
}
