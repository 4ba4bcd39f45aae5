// Package tunnel carries a WebSocket through HTTP/2: one stream, opened by an
// extended CONNECT (RFC 8441), over a connection of its own.
package tunnel

import (
	"bufio"
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	stream = 1 // the only one that we open
	// window is how far the server may be ahead of the reader, in bytes.
	window = 1 << 20
	// firstWindow is the initial window of a connection, and of a stream whose receiver
	// says nothing else (RFC 9113, section 6.9.2).
	firstWindow = 1<<16 - 1
	// frameSize is the longest frame that needs no permission (RFC 9113, section 4.2).
	frameSize = 16 << 10
	// maxHeader limits the header of an answer, in bytes.
	maxHeader = 1 << 20
	// partingTime limits what Close writes.
	partingTime = 100 * time.Millisecond
)

// Conn is the stream, with the addresses and deadlines of the underlying connection.
// One Read and one Write may run at the same time, but not several Writes.
type Conn struct {
	net.Conn
	in     *bufio.Reader
	framer *http2.Framer
	done   chan struct{} // closed when nothing is read any more
	wake   chan struct{} // something in dues is waiting to be written

	writing sync.Mutex // held while frames are written
	out     *bufio.Writer
	parted  bool // END_STREAM was written

	going atomic.Int64 // bytes already sent of the Write in progress

	mu      sync.Mutex
	changed sync.Cond // signals changes of everything below
	// settled means that the server's first settings have arrived, and extended that
	// they allow extended CONNECT.
	settled, extended bool
	answer            *Answer
	arrived           bytes.Buffer // and not yet read
	// over is what Read returns after what has arrived, and shut what Write returns.
	over, shut error
	leaving    error // set if the server goes away, but still serves our stream
	// What may be sent: over the connection, over the stream, and the stream's initial
	// window.
	connectionLeft, streamLeft, streamFirst int64
	dues                                    dues
}

// Answer is the header of the server's answer.
type Answer struct {
	Status int
	Fields []hpack.HeaderField // without the status; as they came
}

// Open starts HTTP/2 over conn, and waits until the server has said that it takes
// WebSockets. The error is ErrNoWebSockets if it doesn't, and *NotHTTP2Error if it
// speaks something else. Open calls start with the functions that run until Close. The
// deadline of conn applies; if Open fails, conn stays open.
func Open(conn net.Conn, start func(func())) (*Conn, error) {
	c := &Conn{
		Conn:           conn,
		in:             bufio.NewReaderSize(conn, 2*frameSize),
		out:            bufio.NewWriterSize(conn, 4*(frameSize+9)),
		done:           make(chan struct{}),
		wake:           make(chan struct{}, 1),
		connectionLeft: firstWindow, streamLeft: firstWindow, streamFirst: firstWindow,
	}
	c.changed.L = &c.mu
	c.framer = http2.NewFramer(c.out, c.in)
	c.framer.SetMaxReadFrameSize(frameSize)
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.framer.MaxHeaderListSize = maxHeader
	unwritten := c.greet()
	if err := c.expectHTTP2(); err != nil {
		if unwritten != nil {
			err = unwritten
		}
		return nil, err
	}
	start(c.receive)
	start(c.respond)
	var extended bool
	err := c.await(func() bool { extended = c.extended; return c.settled })
	if err == nil && !extended {
		err = ErrNoWebSockets
	}
	return c, err
}

// greet sends the connection's preface (RFC 9113, section 3.4).
func (c *Conn) greet() error {
	_, _ = c.out.WriteString(http2.ClientPreface) // errors are kept until Flush
	_ = c.framer.WriteSettings(
		http2.Setting{ID: http2.SettingEnablePush, Val: 0},
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: window},
		http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxHeader},
	)
	_ = c.framer.WriteWindowUpdate(0, window-firstWindow)
	return c.out.Flush()
}

// expectHTTP2 checks for the server's preface, a SETTINGS frame.
func (c *Conn) expectHTTP2() error {
	begin, err := c.in.Peek(9)
	switch {
	case len(begin) == 0:
		return err
	case len(begin) < 9 || http2.FrameType(begin[3]) != http2.FrameSettings || begin[0] != 0:
		return &NotHTTP2Error{bytes.Clone(begin)}
	}
	return nil
}

// await waits until come returns true, or returns the error that ended the stream
// first.
func (c *Conn) await(come func() bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !come() {
		if c.over != nil {
			return c.over
		}
		c.changed.Wait()
	}
	return nil
}

// Connect sends the request, pseudo-header fields first, and waits for the answer. Read
// returns what follows it.
func (c *Conn) Connect(request []hpack.HeaderField) (*Answer, error) {
	unwritten := c.ask(request)
	err := c.await(func() bool { return c.answer != nil })
	if err != nil && unwritten != nil {
		err = unwritten
	}
	return c.answer, err
}

func (c *Conn) ask(request []hpack.HeaderField) error {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	encoder.SetMaxDynamicTableSizeLimit(0) // only useful to another request, and there is none
	for _, f := range request {
		_ = encoder.WriteField(f) // a buffer never fails
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	first := block.Next(frameSize)
	_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: first, EndHeaders: block.Len() == 0})
	for block.Len() > 0 {
		next := block.Next(frameSize)
		_ = c.framer.WriteContinuation(stream, block.Len() == 0, next)
	}
	return c.out.Flush()
}

// NetConn returns the underlying connection.
func (c *Conn) NetConn() net.Conn { return c.Conn }

// CloseWrite ends our direction of the stream.
func (c *Conn) CloseWrite() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.part()
}

// part ends our direction. It needs writing.
func (c *Conn) part() error {
	if c.parted {
		return nil
	}
	c.parted = true
	_ = c.framer.WriteData(stream, true, nil)
	return c.out.Flush()
}

// Close ends the stream and the connection, and tells the server if it still reads.
func (c *Conn) Close() error {
	c.end(net.ErrClosed, net.ErrClosed)
	c.mu.Lock()
	c.arrived.Reset()
	c.mu.Unlock()
	_ = c.SetWriteDeadline(time.Now().Add(partingTime)) // also for a Write that is stuck
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.part() == nil {
		_ = c.framer.WriteGoAway(0, http2.ErrCodeNo, nil)
		_ = c.out.Flush()
	}
	return c.Conn.Close()
}
