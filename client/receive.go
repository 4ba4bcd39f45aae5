package client

import (
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// receive delivers messages until the connection ends and returns what ended
// it: a websocket.CloseError, a *ProtocolError or the network's error.
func (ws *WebSocket) receive() error {
	for {
		h, err := ws.in.frame()
		if err != nil {
			return err
		}
		if h.plain() {
			err = ws.receivePlain(h)
		} else {
			err = ws.receiveThroughLibrary()
		}
		if err != nil {
			return err
		}
	}
}

// receivePlain delivers a message that is one uncompressed frame.
func (ws *WebSocket) receivePlain(h header) error {
	if ws.tooBig(h.length) {
		return ws.in.tooBig(ws.opts.MaxMessageSize)
	}
	if int64(h.size)+h.length > int64(len(ws.in.buf)) {
		return ws.receiveLong(h)
	}
	whole := h.size + int(h.length)
	if ws.in.w-ws.in.r >= whole {
		payload := ws.in.buf[ws.in.r+h.size : ws.in.r+whole]
		if h.opcode == opText && !utf8.Valid(payload) {
			return ws.in.notUTF8()
		}
		return ws.deliverWhole(h, payload)
	}
	var text utf8Check
	check := &text
	if h.opcode != opText {
		check = nil
	}
	payload, err := ws.in.payload(h, check)
	if err != nil {
		return err
	}
	if !text.complete() {
		return ws.in.notUTF8()
	}
	return ws.deliverWhole(h, payload)
}

// deliverWhole runs the handler while the payload still stands in the buffer.
func (ws *WebSocket) deliverWhole(h header, payload []byte) error {
	if ws.OnMessage != nil {
		ws.whole.Reset(payload)
		ws.OnMessage(MessageEvent{Type: Type(h.opcode), ws: ws, whole: payload, body: &ws.whole})
	}
	ws.in.take(h.size + len(payload))
	return nil
}

// receiveLong delivers a frame that doesn't fit the buffer, while it arrives.
func (ws *WebSocket) receiveLong(h header) error {
	ws.in.take(h.size)
	body := &frameBody{in: &ws.in, left: h.length, text: h.opcode == opText}
	return ws.deliverStream(Type(h.opcode), body)
}

// receiveThroughLibrary leaves the next message, and the control frames
// before it, to the library: fragments, compressed messages, control frames
// and all that breaks the protocol.
func (ws *WebSocket) receiveThroughLibrary() error {
	// A context that can be cancelled would cost as much as the read itself;
	// closing the connection ends the read as well.
	typ, r, err := ws.conn.Reader(context.Background())
	if err != nil {
		return ws.libraryError(err)
	}
	body := &libraryBody{ws: ws, r: r, text: typ == websocket.MessageText}
	return cutOff(ws.deliverStream(Type(typ), body))
}

// cutOff makes sure that a Close frame within a message doesn't pass for a
// good end: the message will never be complete.
func cutOff(err error) error {
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return &CloseError{Code: int(closed.Code), Reason: closed.Reason, Err: errWithinMessage}
	}
	return err
}

var errWithinMessage = errors.New("a message was not complete")

// deliverStream runs the handler and skips what it left unread.
func (ws *WebSocket) deliverStream(typ Type, body io.Reader) error {
	if ws.OnMessage != nil {
		ws.OnMessage(MessageEvent{Type: typ, ws: ws, body: body})
	}
	_, err := io.Copy(io.Discard, body)
	return err
}

// tooBig tells whether n bytes of a message are more than is allowed.
func (ws *WebSocket) tooBig(n int64) bool {
	return ws.opts.MaxMessageSize > 0 && n > ws.opts.MaxMessageSize
}

// libraryError names the cause of an error of the library's reader. What is
// neither a Close frame nor an error of the network, the library found wrong itself.
func (ws *WebSocket) libraryError(err error) error {
	if ws.in.err != nil {
		return ws.in.err
	}
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return closed
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return ws.in.fail(&ProtocolError{Code: 1002, Problem: ws.peer() + " broke the protocol: " + err.Error()})
}

// frameBody reads the payload of one long frame.
type frameBody struct {
	in    *inbound
	left  int64
	text  bool
	check utf8Check
}

func (b *frameBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.in.bytes(p[:min(int64(len(p)), b.left)])
	if err == nil {
		err = b.accept(p[:n])
	}
	return n, tooEarly(err)
}

// WriteTo spares io.Copy a buffer: what has arrived is written as it stands.
func (b *frameBody) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for b.left > 0 {
		if b.in.r == b.in.w {
			if err := b.in.fill(1); err != nil {
				return written, tooEarly(err)
			}
		}
		piece := b.in.buf[b.in.r:min(int64(b.in.w), int64(b.in.r)+b.left)]
		if err := b.accept(piece); err != nil {
			return written, err
		}
		b.in.r += len(piece)
		n, err := w.Write(piece)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// accept counts and checks the next piece of the payload.
func (b *frameBody) accept(piece []byte) error {
	b.left -= int64(len(piece))
	if b.text && (!b.check.next(piece) || b.left == 0 && !b.check.complete()) {
		return b.in.fail(b.in.notUTF8())
	}
	return nil
}

// libraryBody reads a message through the library, checking what it doesn't.
type libraryBody struct {
	ws    *WebSocket
	r     io.Reader
	text  bool
	check utf8Check
	size  int64
	err   error
}

func (b *libraryBody) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.r.Read(p)
	b.size += int64(n)
	switch {
	case b.ws.tooBig(b.size):
		n, b.err = 0, b.ws.in.fail(b.ws.in.tooBig(b.ws.opts.MaxMessageSize))
	case b.text && !b.check.next(p[:n]), b.text && errors.Is(err, io.EOF) && !b.check.complete():
		n, b.err = 0, b.ws.in.fail(b.ws.in.notUTF8())
	case errors.Is(err, io.EOF) && b.ws.in.err == nil:
		b.err = io.EOF
	case err != nil:
		b.err = tooEarly(b.ws.libraryError(err))
	}
	return n, b.err
}

// tooEarly keeps the end of the connection from passing for the end of a message.
func tooEarly(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
