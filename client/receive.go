package client

import (
	"errors"
	"io"
	"unicode/utf8"
)

// receive delivers messages until the connection ends and returns what ended it: a
// *CloseError for the peer's Close frame, a *ProtocolError or the network's error.
func (ws *WebSocket) receive() error {
	for {
		if taken, err := ws.receiveShort(); err != nil {
			return err
		} else if taken {
			continue
		}
		h, err := ws.in.first()
		if err != nil {
			return err
		}
		ws.in.someCame()
		switch {
		case h.rsv != 0:
			err = ws.receiveCompressed(h)
		case ws.tooBig(h.length):
			err = ws.in.tooBig(ws.opts.MaxMessageSize)
		case h.fin && ws.in.fits(h):
			err = ws.receiveWhole(h)
		default:
			ws.in.begin(h)
			err = ws.deliver(Type(h.opcode), &ws.in, nil)
		}
		if err != nil {
			return err
		}
	}
}

// receiveShort delivers a message that has arrived whole in one short frame, as most
// do.
func (ws *WebSocket) receiveShort() (taken bool, err error) {
	if ws.tooBig(maxShort) {
		return false, nil
	}
	t, payload, size := ws.in.short()
	switch {
	case size == 0:
		return false, nil
	case t == Text && !utf8.Valid(payload):
		return true, ws.in.notUTF8(payload)
	}
	ws.in.someCame()
	ws.deliverWhole(t, payload)
	ws.in.r += size
	return true, nil
}

// receiveWhole delivers a message that is one uncompressed frame.
func (ws *WebSocket) receiveWhole(h header) error {
	whole := ws.in.whole
	if h.opcode == opText {
		whole = ws.in.wholeText
	}
	payload, err := whole(h)
	if err != nil {
		return err
	}
	ws.deliverWhole(Type(h.opcode), payload)
	ws.in.r += h.size + len(payload)
	return nil
}

// receiveCompressed delivers a compressed message (RFC 7692, section 7.2.2).
func (ws *WebSocket) receiveCompressed(h header) error {
	if ws.inflater == nil {
		ws.opts.Trace.holds(inflaterSize)
		ws.inflater = newInflater(*ws.compression)
	}
	if !h.fin || !ws.in.fits(h) {
		ws.in.begin(h)
		ws.inflater.begin(nil, &ws.in)
		return ws.deliverInflated(Type(h.opcode))
	}
	payload, err := ws.in.whole(h)
	if err != nil {
		return err
	}
	ws.inflater.begin(payload, nil)
	err = ws.deliverInflated(Type(h.opcode))
	ws.in.r += h.size + len(payload)
	return err
}

// deliverInflated delivers a compressed message, whole if it decompresses in one piece.
func (ws *WebSocket) deliverInflated(t Type) error {
	first, err := ws.inflater.piece()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return ws.in.fail(ws.inflateError(err))
	case !ws.inflater.over():
		return ws.deliver(t, ws.inflater, first)
	case ws.tooBig(int64(len(first))):
		return ws.in.tooBig(ws.opts.MaxMessageSize)
	case t == Text && !utf8.Valid(first):
		return ws.in.notUTF8(first)
	}
	ws.deliverWhole(t, first)
	return nil
}

// deliverWhole calls the handler while the payload is still in a buffer.
func (ws *WebSocket) deliverWhole(t Type, payload []byte) {
	ws.tell(PieceInfo{Type: t, Payload: payload, Last: true})
	if ws.OnMessage != nil {
		ws.whole.Reset(payload)
		ws.OnMessage(MessageEvent{Type: t, ws: ws, whole: payload, body: &ws.whole})
	}
}

// deliver calls the handler while the message arrives, and skips what it left unread.
// first has already been taken from it.
func (ws *WebSocket) deliver(t Type, from pieces, first []byte) error {
	b := &body{ws: ws, from: from, kind: t, text: t == Text}
	b.accept(first)
	if ws.OnMessage != nil {
		ws.OnMessage(MessageEvent{Type: t, ws: ws, body: b})
	}
	_, err := io.Copy(io.Discard, b)
	return err
}

// tooBig reports whether n bytes of a message are more than allowed.
func (ws *WebSocket) tooBig(n int64) bool {
	return ws.opts.MaxMessageSize > 0 && n > ws.opts.MaxMessageSize
}

// inflateError wraps what is wrong with compressed data; if reading ended, it returns
// that error as it is.
func (ws *WebSocket) inflateError(err error) error {
	if ws.in.err != nil {
		return ws.in.err
	}
	return &ProtocolError{Code: 1007, Problem: ws.in.peer + " sent compressed data that is not valid: " + err.Error()}
}

// pieces is a message that comes in pieces, each valid until the next one; io.EOF at
// its end.
type pieces interface{ piece() ([]byte, error) }

// body reads a message while it arrives, and checks it.
type body struct {
	ws    *WebSocket
	from  pieces
	ahead []byte // arrived and not yet read
	size  int64  // of everything that has arrived
	kind  Type
	text  bool
	check utf8Check
	err   error
}

func (b *body) Read(p []byte) (int, error) {
	if err := b.wait(); err != nil {
		return 0, err
	}
	n := copy(p, b.ahead)
	b.ahead = b.ahead[n:]
	return n, nil
}

// WriteTo saves io.Copy a buffer: it writes what has arrived directly.
func (b *body) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for {
		err := b.wait()
		if errors.Is(err, io.EOF) {
			return written, nil
		}
		if err != nil {
			return written, err
		}
		n, err := w.Write(b.ahead)
		written += int64(n)
		b.ahead = b.ahead[n:]
		if err != nil {
			return written, err
		}
	}
}

// wait returns once ahead isn't empty.
func (b *body) wait() error {
	for len(b.ahead) == 0 && b.err == nil {
		piece, err := b.from.piece()
		switch {
		case err == nil:
			b.accept(piece)
		case !errors.Is(err, io.EOF):
			b.err = b.ws.in.fail(b.ws.inflateError(err))
		case b.text && !b.check.complete():
			b.err = b.ws.in.notUTF8(nil)
		default:
			b.err = io.EOF
			b.ws.tell(PieceInfo{Type: b.kind, Last: true})
		}
	}
	if len(b.ahead) > 0 {
		return nil
	}
	return b.err
}

// accept counts and checks the next piece.
func (b *body) accept(piece []byte) {
	b.size += int64(len(piece))
	switch {
	case b.ws.tooBig(b.size):
		b.err = b.ws.in.tooBig(b.ws.opts.MaxMessageSize)
	case b.text && !b.check.next(piece):
		b.err = b.ws.in.notUTF8(piece)
	default:
		b.ahead = piece
		b.ws.tell(PieceInfo{Type: b.kind, Payload: piece})
	}
}
