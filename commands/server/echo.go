package server

import (
	"fmt"
	"io"
	"net"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/dial"
	"wspipe/commands/stdio"
)

// StartEcho starts serve --echo on a loopback socket inside the process. It returns its URL and a
// function that ends it.
func StartEcho() (string, func(), error) {
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		return "", nil, fmt.Errorf("echo: %w", err)
	}
	o := Options{MaxClients: DefaultMaxClients, MaxMemory: DefaultMaxMemory, holds: codec.DefaultMaxMessageSize}
	o.Client.CloseTimeout = dial.CloseTimeout
	s := newServer(o, &stdio.Voice{W: io.Discard})
	s.serving = echo
	s.start(l)
	return "ws://" + l.Addr().String() + "/", func() { s.end(0) }, nil
}

// echo sends every message back with its type and size. For a client that reads while it sends, it
// takes constant memory. For one that doesn't, it holds as much as its holdingConn allows.
func echo(c *servedClient) {
	e := &echoer{ws: c.ws}
	c.ws.OnMessage = e.message
	c.ws.OnIdle = func() { _ = c.ws.Flush() } // an error ends the reading, too
}

// echoHolds is the size of the longest message that goes back in one frame, in bytes.
const echoHolds = 16 << 10

type echoer struct {
	ws  *client.WebSocket
	buf []byte
}

// message ignores errors: they end the connection.
func (e *echoer) message(m client.MessageEvent) {
	if payload, ok := m.Whole(); ok {
		_ = e.ws.Queue(m.Type, payload)
		return
	}
	if e.buf == nil {
		e.buf = make([]byte, echoHolds+1)
	}
	n, err := fill(m.Reader(), e.buf)
	switch err {
	case io.EOF:
		_ = e.ws.Queue(m.Type, e.buf[:n])
	case nil:
		e.stream(m, n)
	}
}

// stream sends a message in pieces. Its first n bytes are in the buffer.
func (e *echoer) stream(m client.MessageEvent, n int) {
	w, err := e.ws.NewWriter(m.Type)
	if err != nil {
		return
	}
	if _, err := w.Write(e.buf[:n]); err != nil {
		return
	}
	if _, err := io.CopyBuffer(w, m.Reader(), e.buf); err == nil {
		_ = w.Close()
	}
}

// fill reads until buf is full or an error occurs, io.EOF at the end. Unlike io.ReadFull, it tells
// the end of r from a premature one.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	return n, err
}
