package client

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// lingerTime bounds how long we wait for the server to take note of our
// Close frame after it broke the protocol.
const lingerTime = 500 * time.Millisecond

// Close begins the closing handshake (RFC 6455, section 7.1.2) and returns at
// once; what was sent or queued before leaves first, and messages are
// delivered until the server's Close frame. code is 1000, or from 3000 to
// 4999, or 0 for none; reason is at most 123 bytes of UTF-8, and needs a
// code. ErrInvalidCode, ErrReasonTooLong or ErrNotUTF8 otherwise. A server's
// end may use other codes, too: see CheckServerClose.
//
// While connecting it fails the connection. It does nothing when the
// connection is closing or closed.
func (ws *WebSocket) Close(code int, reason string) error {
	check := CheckClose
	if ws.served != nil {
		check = CheckServerClose
	}
	if err := check(code, reason); err != nil {
		return err
	}
	ws.close(code, reason)
	return nil
}

// CheckServerClose tells whether Close would take code and reason at a
// server's end, which may use all codes that have a meaning there (RFC 6455,
// section 7.4.1).
func CheckServerClose(code int, reason string) error {
	switch code {
	case 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014:
		code = 1000
	}
	return CheckClose(code, reason)
}

// CheckClose tells whether Close would take code and reason.
func CheckClose(code int, reason string) error {
	switch {
	case code != 0 && code != 1000 && (code < 3000 || code > 4999):
		return fmt.Errorf("%w, not %d", ErrInvalidCode, code)
	case code == 0 && reason != "":
		return fmt.Errorf("%w where there is a reason", ErrInvalidCode)
	case len(reason) > maxCloseReason:
		return fmt.Errorf("%w: %d", ErrReasonTooLong, len(reason))
	case !utf8.ValidString(reason):
		return fmt.Errorf("close reason: %w", ErrNotUTF8)
	}
	return nil
}

// Terminate drops the connection at once, without a closing handshake, or
// ends the dial; Run then returns.
func (ws *WebSocket) Terminate() { ws.drop(errTerminated) }

var errTerminated = errors.New("terminated")

func (ws *WebSocket) close(code int, reason string) {
	if ws.state.CompareAndSwap(int32(Connecting), int32(Closing)) {
		ws.drop(ErrClosedEarly)
		return
	}
	if !ws.state.CompareAndSwap(int32(Open), int32(Closing)) {
		return
	}
	ws.mu.Lock()
	ws.sentCode = code
	ws.mu.Unlock()
	go func() {
		ws.dropWhenSilent()
		ws.writeClose(code, reason)
	}()
}

// writeClose sends the Close frame in the library's stead: its own Close
// throws away the messages that still arrive. The library takes note of the
// frame as of one of its own.
func (ws *WebSocket) writeClose(code int, reason string) {
	var payload []byte
	if code != 0 {
		payload = binary.BigEndian.AppendUint16(nil, uint16(code))
		payload = append(payload, reason...)
	}
	ws.out.closing.Store(true)
	// An error shows at the reading end, after what has arrived.
	_ = ws.conn.Write(context.Background(), websocket.MessageType(opClose), payload)
}

// dropWhenSilent drops the connection once the server has sent nothing for
// CloseTimeout. As long as something still comes, or waits to be handled,
// waiting for the server's Close frame is worth it.
func (ws *WebSocket) dropWhenSilent() {
	limit := ws.opts.CloseTimeout
	if limit < 0 {
		return
	}
	since := time.Now()
	var check func()
	check = func() {
		if ws.ReadyState() == Closed {
			return
		}
		quiet := ws.in.quiet()
		if quiet == 0 {
			since = time.Now()
		}
		left := limit - min(quiet, time.Since(since))
		if left <= 0 {
			ws.drop(&TimeoutError{Op: "close", After: limit, peer: ws.peer()})
			return
		}
		time.AfterFunc(left, check)
	}
	check()
}

// drop ends the connection, or the dial, because of err.
func (ws *WebSocket) drop(err error) {
	ws.mu.Lock()
	if ws.dropped == nil {
		ws.dropped = err
	}
	cancel := ws.cancel
	ws.mu.Unlock()
	switch {
	case ws.dialed.Load():
		_ = ws.wire.Close()
	case cancel != nil:
		cancel(err)
	}
}

// fail ends a connection whose server broke the protocol: it says why in a
// Close frame and drops the rest (RFC 6455, section 7.1.7).
func (ws *WebSocket) fail(err *ProtocolError) {
	ws.state.Store(int32(Closing))
	stop := time.AfterFunc(lingerTime, func() { _ = ws.wire.Close() })
	defer stop.Stop()
	ws.writeClose(err.Code, closeReason(err.Problem))
	if ws.served != nil {
		ws.served.closeWrite()
	}
	// Closing with unread bytes would reset the connection, and the server
	// might never see the frame.
	_, _ = io.Copy(io.Discard, ws.in.src)
}

// closeReason cuts a text to what fits into a Close frame.
func closeReason(text string) string {
	return text[:min(len(text), maxCloseReason)]
}
