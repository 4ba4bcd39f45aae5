package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"
)

// lingerTime limits the wait for the server to notice our Close frame after it broke
// the protocol.
const lingerTime = 500 * time.Millisecond

// Close starts the closing handshake (RFC 6455, section 7.1.2) and returns at once.
// Messages already sent or queued go out first, and incoming messages are delivered
// until the server's Close frame arrives. code is 1000, or from 3000 to 4999, or 0 for
// none; reason is at most 123 bytes of UTF-8, and needs a code. Otherwise Close returns
// ErrInvalidCode, ErrReasonTooLong or ErrNotUTF8. A server's end, or a client's with
// Options.Lenient, may use other codes: see CheckLenientClose.
//
// While connecting, Close fails the connection. It does nothing if the connection is
// closing or closed.
func (ws *WebSocket) Close(code int, reason string) error {
	check := CheckClose
	if ws.served != nil || ws.opts.Lenient {
		check = CheckLenientClose
	}
	if err := check(code, reason); err != nil {
		return err
	}
	ws.close(code, reason)
	return nil
}

// CheckLenientClose returns Close's error for code and reason at a server's
// end or with Options.Lenient: any code that may be sent (RFC 6455, section 7.4.1, and
// IANA's registry).
func CheckLenientClose(code int, reason string) error {
	if code < 3000 && code != 1000 && mayBeReceived(code) {
		return checkReason(reason)
	}
	err := CheckClose(code, reason)
	if errors.Is(err, ErrInvalidCode) && code != 0 {
		return fmt.Errorf("%w, not %d", ErrUnsendableCode, code)
	}
	return err
}

// CheckClose returns Close's error for code and reason, or nil if it would accept them.
func CheckClose(code int, reason string) error {
	switch {
	case code != 0 && code != 1000 && (code < 3000 || code > 4999):
		return fmt.Errorf("%w, not %d", ErrInvalidCode, code)
	case code == 0 && reason != "":
		return fmt.Errorf("%w where there is a reason", ErrInvalidCode)
	}
	return checkReason(reason)
}

func checkReason(reason string) error {
	switch {
	case len(reason) > maxCloseReason:
		return fmt.Errorf("%w: %d", ErrReasonTooLong, len(reason))
	case !utf8.ValidString(reason):
		return fmt.Errorf("close reason: %w", ErrNotUTF8)
	}
	return nil
}

// Terminate drops the connection at once, without a closing handshake, or aborts the
// dial; Run then returns a *CloseError with 1006.
func (ws *WebSocket) Terminate() { ws.drop(&CloseError{Code: 1006, Err: errTerminated}) }

var errTerminated = errors.New("by us")

func (ws *WebSocket) close(code int, reason string) {
	if ws.state.CompareAndSwap(int32(Connecting), int32(Closing)) {
		ws.drop(ErrClosedEarly)
		return
	}
	if !ws.state.CompareAndSwap(int32(Open), int32(Closing)) {
		return
	}
	ws.mu.Lock()
	ws.began, ws.sentCode = true, code
	ws.mu.Unlock()
	ws.guarded(func() {
		// The reading end reports any error, after what has arrived.
		_ = ws.out.close(closePayload(code, reason))
	})
	ws.guarded(ws.dropWhenSilent)
}

// closeReceived handles the other end's Close frame, which ends reading (RFC 6455,
// section 5.5.1).
func (ws *WebSocket) closeReceived(payload []byte) error {
	if err := checkClosePayload(ws.peer(), payload); err != nil {
		return err
	}
	ws.state.CompareAndSwap(int32(Open), int32(Closing))
	ws.out.closing.Store(true)
	closed := &CloseError{Code: 1005}
	if len(payload) > 0 {
		closed.Code, closed.Reason = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
	}
	if ws.in.within {
		closed.Err = errWithinMessage
	}
	return closed
}

var errWithinMessage = errors.New("a message was not complete")

// answers reports whether a server's Close frame answers ours, which means that the
// server has read everything before it. One with another code may have crossed ours.
func (ws *WebSocket) answers(closed *CloseError) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return ws.began && (closed.Code == ws.sentCode || ws.sentCode == 0 || closed.Code == 1005)
}

// closePayload returns the payload of a Close frame (RFC 6455, section 5.5.1).
func closePayload(code int, reason string) []byte {
	if code == 0 {
		return nil
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
}

// dropWhenSilent drops the connection once CloseTimeout has passed in which no part of
// a message arrived and the server accepted nothing of what was sent before our Close
// frame. While either continues, or while something that arrived is waiting to be
// handled, the server's Close frame is worth waiting for.
func (ws *WebSocket) dropWhenSilent() {
	limit := ws.opts.CloseTimeout
	if limit < 0 {
		return
	}
	since, sending := time.Now(), ws.newProgress()
	ws.glance(limit, nil, func() bool {
		silence := ws.in.silence()
		if silence == 0 || sending.made() {
			since = time.Now()
		}
		if min(silence, time.Since(since)) < limit {
			return true
		}
		ws.drop(&TimeoutError{Op: "close", After: limit, peer: ws.peer()})
		return false
	})
}

// glance calls look repeatedly, often enough to notice what happens within limit, until
// done or ended is closed or look returns false.
func (ws *WebSocket) glance(limit time.Duration, done <-chan struct{}, look func() bool) {
	tick := time.NewTicker(min(max(limit/10, time.Millisecond), 250*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ws.ended:
			return
		case <-done:
			return
		case <-tick.C:
		}
		if !look() {
			return
		}
	}
}

// drop ends the connection, or the dial, with err.
func (ws *WebSocket) drop(err error) {
	ws.mu.Lock()
	if ws.dropped == nil {
		ws.dropped = err
	}
	cancel := ws.cancel
	ws.mu.Unlock()
	switch {
	case ws.dialed.Load():
		_ = ws.conn.Close()
	case cancel != nil:
		cancel(err)
	}
}

// finish does what is left to do after reading has ended with err.
func (ws *WebSocket) finish(err error) {
	var closed *CloseError
	var broke *ProtocolError
	switch {
	case errors.As(err, &broke):
		ws.state.Store(int32(Closing))
		ws.lastWords(closePayload(broke.Code, closeReason(broke.Problem)), true)
	case errors.As(err, &closed):
		ws.lastWords(closeAnswer(closed), ws.served != nil || !ws.answers(closed))
	}
	_ = ws.conn.Close()
	ws.out.shut()
}

// closeAnswer returns the payload of the Close frame that answers got (RFC 6455,
// section 5.5.1).
func closeAnswer(got *CloseError) []byte {
	if got.Code == 1005 {
		return nil
	}
	return closePayload(got.Code, got.Reason)
}

// lastWords sends a Close frame, if none was sent yet, and may linger until the other
// end has ended the connection. We first end our own direction (RFC 6455, section
// 7.1.1): closing with bytes left unread, such as a pong that followed the other end's
// Close, would reset the connection and discard what the other end hasn't read yet. It
// doesn't wait for a peer that stops reading, for instance in the middle of an upload.
func (ws *WebSocket) lastWords(payload []byte, linger bool) {
	said := make(chan struct{})
	defer close(said)
	ws.guarded(func() { ws.hurry(said) })
	if ws.out.close(payload) != nil || !linger {
		return
	}
	if half, ok := ws.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, ws.in.src)
}

// hurry drops the connection once the peer has accepted nothing for lingerTime, unless
// done is closed first.
func (ws *WebSocket) hurry(done <-chan struct{}) {
	sending, since := ws.newProgress(), time.Now()
	ws.glance(lingerTime, done, func() bool {
		if sending.made() {
			since = time.Now()
		}
		if time.Since(since) < lingerTime {
			return true
		}
		_ = ws.conn.Close()
		return false
	})
}

// closeReason truncates text to fit into a Close frame.
func closeReason(text string) string {
	for len(text) > maxCloseReason || !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}
