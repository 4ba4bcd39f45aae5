// Command gobwas is gobwas/ws as a peer, without compression.
package main

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"wspipe/tests/interop/peers/lines"
)

type peer struct {
	lines.Teller
	mu    sync.Mutex // for writing
	conn  net.Conn
	state ws.State
	ended bool
}

func main() {
	var p peer
	go p.accept(p.Listen())
	lines.Commands(p.carryOut)
}

func (p *peer) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if _, err := ws.Upgrade(conn); err == nil {
			p.read(p.use(conn, conn, ws.StateServerSide))
		}
	}
}

func (p *peer) use(conn net.Conn, source io.Reader, state ws.State) *wsutil.Reader {
	p.mu.Lock()
	p.conn, p.state, p.ended = conn, state, false
	p.mu.Unlock()
	p.Tell(lines.Line{Type: "open"})
	return &wsutil.Reader{Source: source, State: state, CheckUTF8: true, OnIntermediate: p.handle}
}

func (p *peer) read(r *wsutil.Reader) {
	defer p.conn.Close()
	for !p.ended {
		header, err := r.NextFrame()
		if err == nil && header.OpCode.IsControl() {
			err = p.handle(header, r)
		} else if err == nil {
			err = p.message(header, r)
		}
		if err != nil {
			p.Tell(lines.Line{Type: "error", Message: err.Error()})
			return
		}
	}
}

func (p *peer) message(header ws.Header, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for i := range p.Message(header.OpCode == ws.OpText, data) {
		p.write(ws.NewTextFrame([]byte(strconv.Itoa(i))))
	}
	return nil
}

// handle handles control frames, including those within messages.
func (p *peer) handle(header ws.Header, r io.Reader) error {
	data := make([]byte, header.Length)
	if _, err := io.ReadFull(r, data); err != nil {
		return err
	}
	switch header.OpCode {
	case ws.OpPing:
		p.Octets("ping", data)
		p.write(ws.NewPongFrame(data))
	case ws.OpPong:
		p.Octets("pong", data)
	case ws.OpClose:
		p.ended = true
		code, reason := ws.ParseCloseFrameData(data)
		if err := ws.CheckCloseFrameData(code, reason); len(data) > 0 && err != nil {
			return err
		}
		p.Tell(lines.Line{Type: "close", Code: int(code), Reason: reason})
		p.write(ws.NewCloseFrame(data))
	}
	return nil
}

func (p *peer) carryOut(c lines.Line) {
	switch c.Type {
	case "dial":
		conn, early, _, err := ws.Dial(context.Background(), c.URL)
		if err != nil {
			p.Tell(lines.Line{Type: "error", Message: err.Error()})
			return
		}
		var source io.Reader = conn
		if early != nil { // frames arrived with the handshake
			source = early
		}
		go p.read(p.use(conn, source, ws.StateClientSide))
	case "text":
		p.send(ws.OpText, c)
	case "binary":
		p.send(ws.OpBinary, c)
	case "ping":
		p.write(ws.NewPingFrame(c.Payload()))
	case "close":
		var body []byte
		if c.Code != 0 {
			body = ws.NewCloseFrameBody(ws.StatusCode(c.Code), c.Reason)
		}
		p.write(ws.NewCloseFrame(body))
	}
}

func (p *peer) send(op ws.OpCode, c lines.Line) {
	if c.Pieces == 0 {
		p.write(ws.NewFrame(op, true, c.Payload()))
		return
	}
	pieces := c.Cut()
	for i, piece := range pieces {
		p.write(ws.NewFrame(op, i == len(pieces)-1, piece))
		op = ws.OpContinuation
		if i == 0 && c.Pinged != "" {
			p.write(ws.NewPingFrame([]byte(c.Pinged)))
		}
	}
}

// write fails if the connection has ended, which the reader reports.
func (p *peer) write(frame ws.Frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state.ClientSide() {
		frame = ws.MaskFrame(frame)
	}
	_ = ws.WriteFrame(p.conn, frame)
}
