package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// compressFrom is the size in bytes from which the library compresses a message.
const compressFrom = 128

// SendText sends a text message; see Send.
func (ws *WebSocket) SendText(text string) error { return ws.Send(Text, []byte(text)) }

// SendBinary sends a binary message; see Send.
func (ws *WebSocket) SendBinary(data []byte) error { return ws.Send(Binary, data) }

// Send sends one message (RFC 6455, section 5.6). A lone message leaves at
// once, and so does the first after something arrived; one that follows
// another within 5 µs may share its write to the network with the next ones,
// and leaves without further calls. Send waits
// while the network takes nothing. p isn't kept.
//
// Errors: ErrNotOpen unless the connection is open; ErrNotUTF8 for text that
// isn't; the network's error, which Run tells more about.
func (ws *WebSocket) Send(t Type, p []byte) error { return ws.send(t, p, whenAlone) }

// Queue is Send for one of many messages: it leaves the message in a buffer
// of 64 KiB until that is full, or until Flush, Send or Close.
func (ws *WebSocket) Queue(t Type, p []byte) error { return ws.send(t, p, whenFlushed) }

// Flush gives the network all that was queued, and waits while it takes nothing.
func (ws *WebSocket) Flush() error {
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	return ws.sendError(ws.out.flush())
}

func (ws *WebSocket) send(t Type, p []byte, when leave) error {
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	if t == Text && !utf8.Valid(p) {
		return ErrNotUTF8
	}
	ws.message.Lock()
	defer ws.message.Unlock()
	if ws.opened.Extensions != "" && len(p) >= compressFrom {
		return ws.sendError(ws.sendCompressed(t, p, when))
	}
	return ws.sendError(ws.out.data(true, byte(t), p, when))
}

func (ws *WebSocket) sendCompressed(t Type, p []byte, when leave) error {
	if trace := ws.opts.Trace.Frame; trace != nil {
		trace(FrameInfo{Sent: true, Opcode: byte(t), Fin: true, Compressed: true, Size: int64(len(p))})
	}
	write := func() error { return ws.conn.Write(context.Background(), websocket.MessageType(t), p) }
	return ws.out.lend(write, len(p), when)
}

// sendError gives an error of sending its name: once the connection is closing,
// no matter who began, it isn't open.
func (ws *WebSocket) sendError(err error) error {
	if err != nil && (ws.ReadyState() != Open || errors.Is(err, net.ErrClosed)) {
		return ErrNotOpen
	}
	return err
}

// NewWriter begins one message that is written in pieces, each a frame of its
// own (RFC 6455, section 5.4), and is sent whole once the writer is closed.
// Other messages wait until then; pings are answered between the pieces. A
// piece may stay in the buffer as with Queue; Flush sends it, Close sends the
// rest as Send does. Memory doesn't grow with the message. Errors are those
// of Send; text that isn't UTF-8 fails the write that shows it, and the
// message can then only be abandoned by closing the connection.
//
// The writer may be used by one goroutine at a time.
func (ws *WebSocket) NewWriter(t Type) (io.WriteCloser, error) {
	if ws.ReadyState() != Open {
		return nil, ErrNotOpen
	}
	ws.message.Lock()
	return &messageWriter{ws: ws, opcode: byte(t), text: t == Text}, nil
}

type messageWriter struct {
	ws     *WebSocket
	opcode byte // of the next frame
	text   bool
	check  utf8Check
	closed bool
}

func (w *messageWriter) Write(p []byte) (int, error) {
	if w.closed {
		return 0, io.ErrClosedPipe
	}
	if len(p) == 0 {
		return 0, nil
	}
	if w.text && !w.check.next(p) {
		return 0, ErrNotUTF8
	}
	err := w.ws.out.data(false, w.opcode, p, whenFlushed)
	if err != nil {
		return 0, w.ws.sendError(err)
	}
	w.opcode = opContinuation
	return len(p), nil
}

func (w *messageWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	defer w.ws.message.Unlock()
	if w.text && !w.check.complete() {
		return ErrNotUTF8
	}
	return w.ws.sendError(w.ws.out.data(true, w.opcode, nil, whenAlone))
}

// Ping sends a ping with at most 125 bytes of data (RFC 6455, section 5.5.2),
// at once. The answer comes to OnPong. Errors are those of Send.
func (ws *WebSocket) Ping(data []byte) error {
	if len(data) > maxControlPayload {
		return ErrPingTooLong
	}
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	ping := &sentPing{data: bytes.Clone(data), at: time.Now()}
	ws.lastPing.Store(ping)
	before, err := ws.out.control(opPing, data)
	ping.before.Store(before)
	return ws.sendError(err)
}
