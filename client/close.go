package client

import (
	"encoding/binary"
	"errors"
	"time"
)

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
	payload := closePayload(code, reason)
	ws.mu.Lock()
	ws.began, ws.sentCode, ws.sent = true, code, payload
	ws.mu.Unlock()
	ws.guarded(func() {
		// The reading end reports any error, after what has arrived.
		_ = ws.out.close(payload)
	})
	ws.parts()
	ws.guarded(ws.dropWhenSilent)
}

// closeReceived handles the other end's Close frame, which ends reading (RFC 6455,
// section 5.5.1).
func (ws *WebSocket) closeReceived(payload []byte) error {
	if err := checkClosePayload(ws.peer(), payload); err != nil {
		return err
	}
	if ws.waits = ws.OnClosing != nil && ws.ReadyState() == Open; !ws.waits {
		ws.state.CompareAndSwap(int32(Open), int32(Closing))
		ws.out.closing.Store(true)
	}
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

// awaitOurs waits, after a Close frame that is left to OnClosing, until we close the
// connection, or until it can't be written to any more.
func (ws *WebSocket) awaitOurs(err error) {
	var closed *CloseError
	if !ws.waits || !errors.As(err, &closed) {
		return
	}
	ws.OnClosing(CloseEvent{Code: closed.Code, Reason: closed.Reason})
	ws.glance(time.Second, ws.parting, func() bool { return !ws.out.failed() })
}

func (ws *WebSocket) parts() { ws.part.Do(func() { close(ws.parting) }) }

// answers reports whether a server's Close frame answers ours, which means that the
// server has read everything before it. One with another code may have crossed ours.
func (ws *WebSocket) answers(closed *CloseError) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return ws.began && (closed.Code == ws.sentCode || ws.sentCode == 0 || closed.Code == 1005)
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
	ws.parts()
	switch {
	case ws.dialed.Load():
		_ = ws.conn.Close()
	case cancel != nil:
		cancel(err)
	}
}
