package client

import (
	"bytes"
	"errors"
	"io"
	"net"
	"time"
	"unicode/utf8"
)

// SendText sends a text message; see Send.
func (ws *WebSocket) SendText(text string) error { return ws.Send(Text, []byte(text)) }

// SendBinary sends a binary message; see Send.
func (ws *WebSocket) SendBinary(data []byte) error { return ws.Send(Binary, data) }

// Send sends one message (RFC 6455, section 5.6). A single message is sent at once, and
// so is the first after something has arrived; one that follows another within 5 µs may
// share its write to the network with the next ones, and is sent without further calls.
// Send waits while the network accepts nothing. It doesn't retain p.
//
// The error is ErrNotOpen unless the connection is open, ErrNotUTF8 for text that isn't
// UTF-8, or the network's error, which Run reports in more detail.
func (ws *WebSocket) Send(t Type, p []byte) error { return ws.send(t, p, whenAlone) }

// Queue is Send for one of many messages: it leaves the message in a buffer of 64 KiB
// until that is full, or until Flush, Send or Close.
func (ws *WebSocket) Queue(t Type, p []byte) error { return ws.send(t, p, whenFlushed) }

// QueueAll queues several messages of one type, and returns how many it queued. If that
// isn't all, the error is about the next one.
func (ws *WebSocket) QueueAll(t Type, messages [][]byte) (int, error) {
	if ws.ReadyState() != Open {
		return 0, ErrNotOpen
	}
	if ws.compression == nil {
		n, err := ws.out.messages(t, messages)
		return n, ws.sendError(err)
	}
	for i, p := range messages {
		if err := ws.Queue(t, p); err != nil {
			return i, err
		}
	}
	return len(messages), nil
}

// Interject sends a message that Sent and Delivered don't count: one outside the stream
// of messages that the caller keeps track of.
func (ws *WebSocket) Interject(t Type, p []byte) error {
	return ws.sendFrame(dataFrame{first: finBit | byte(t), payload: p, size: int64(len(p)), aside: true}, whenAlone)
}

// Flush writes everything queued to the network, and waits while that accepts nothing.
func (ws *WebSocket) Flush() error {
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	if ws.compression != nil {
		if err := ws.deflater.flush(); err != nil {
			return ws.sendError(err)
		}
	}
	return ws.sendError(ws.out.flush())
}

func (ws *WebSocket) send(t Type, p []byte, when leave) error {
	return ws.sendFrame(dataFrame{first: finBit | byte(t), payload: p, size: int64(len(p))}, when)
}

// sendFrame sends a message as f, or compressed.
func (ws *WebSocket) sendFrame(f dataFrame, when leave) error {
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	if f.first&0x0f == opText && !utf8.Valid(f.payload) {
		return ErrNotUTF8
	}
	if ws.compression != nil {
		return ws.sendError(ws.sendCompressed(f, when))
	}
	return ws.sendError(ws.out.message(f, when))
}

func (ws *WebSocket) sendCompressed(f dataFrame, when leave) error {
	if err := ws.out.begin(); err != nil {
		return err
	}
	defer ws.out.end()
	kind := Type(f.first & 0x0f)
	ws.out.unsent.Add(f.size)
	ws.deflater.begin(kind, f.aside)
	ws.tell(PieceInfo{Sent: true, Type: kind, Payload: f.payload}) // the last frame reports the end
	if err := ws.deflater.write(f.payload); err != nil {
		return err
	}
	return ws.deflater.end(when)
}

// tell reports a piece of a message to Trace.Piece.
func (ws *WebSocket) tell(p PieceInfo) {
	if ws.opts.Trace.Piece != nil {
		ws.opts.Trace.Piece(p)
	}
}

// sendError returns ErrNotOpen for an error of sending on a connection that is closing,
// no matter which end began, and any other error as it is.
func (ws *WebSocket) sendError(err error) error {
	if err != nil && (ws.ReadyState() != Open || errors.Is(err, net.ErrClosed)) {
		return ErrNotOpen
	}
	return err
}

// NewWriter starts a message that is written in pieces (RFC 6455, section 5.4) and ends
// when the writer is closed. Without compression, each piece is a frame of its own.
// Other messages wait until the writer is closed; pings are answered between the
// pieces. A piece may stay in the buffer as with Queue; Flush sends it, and Close sends
// the rest as Send does. Memory use doesn't grow with the message. Errors are those of
// Send. Text that isn't UTF-8 fails the write that reveals it; the message can then
// only be abandoned by closing the connection.
//
// The writer may be used by one goroutine at a time.
func (ws *WebSocket) NewWriter(t Type) (io.WriteCloser, error) {
	if ws.ReadyState() != Open {
		return nil, ErrNotOpen
	}
	if err := ws.out.begin(); err != nil {
		return nil, err
	}
	if ws.compression != nil {
		ws.deflater.begin(t, false)
	}
	return &messageWriter{ws: ws, kind: t, opcode: byte(t), text: t == Text}, nil
}

type messageWriter struct {
	ws     *WebSocket
	kind   Type
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
	if err := w.write(p); err != nil {
		return 0, w.ws.sendError(err)
	}
	return len(p), nil
}

func (w *messageWriter) write(p []byte) error {
	w.ws.out.unsent.Add(int64(len(p)))
	if w.ws.compression != nil {
		w.ws.tell(PieceInfo{Sent: true, Type: w.kind, Payload: p})
		return w.ws.deflater.write(p)
	}
	first := w.opcode
	w.opcode = opContinuation
	return w.ws.out.part(dataFrame{first: first, payload: p, size: int64(len(p))}, whenFlushed)
}

func (w *messageWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	defer w.ws.out.end()
	if w.text && !w.check.complete() {
		return ErrNotUTF8
	}
	if w.ws.compression != nil {
		return w.ws.sendError(w.ws.deflater.end(whenAlone))
	}
	return w.ws.sendError(w.ws.out.part(dataFrame{first: finBit | w.opcode}, whenAlone))
}

// Ping sends a ping with at most 125 bytes of data (RFC 6455, section 5.5.2) at once.
// The answer goes to OnPong. Errors are those of Send.
func (ws *WebSocket) Ping(data []byte) error {
	if len(data) > maxControlPayload {
		return ErrPingTooLong
	}
	if ws.ReadyState() != Open {
		return ErrNotOpen
	}
	return ws.sendError(ws.ping(newPing(bytes.Clone(data))))
}

func newPing(data []byte) *sentPing {
	return &sentPing{data: data, at: time.Now(), answered: make(chan struct{})}
}

func (ws *WebSocket) ping(ping *sentPing) error {
	ws.lastPing.Store(ping)
	before, err := ws.out.control(opPing, ping.data)
	ping.before.Store(before)
	ping.left.Store(err == nil)
	return err
}
