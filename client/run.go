package client

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// Run dials, or answers the request of Accept, and then calls the handlers, one at a
// time on this goroutine, until the connection is closed. It can be called once.
// Cancelling ctx closes the connection with 1001, or aborts the dial.
//
// Run returns nil after a clean close with 1000, 1001, no code, or the code that was
// given to Close. Otherwise the error is, or wraps, a *DialError, *HandshakeError,
// *CloseError, *ProtocolError, *TimeoutError or *PanicError.
func (ws *WebSocket) Run(ctx context.Context) (err error) {
	if ws.ran.Swap(true) {
		return ErrAlreadyRun
	}
	defer close(ws.ended)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ws.mu.Lock()
	ws.cancel = cancel
	dropped := ws.dropped
	ws.mu.Unlock()
	if dropped == nil {
		return ws.end(ws.live(ctx))
	}
	if ws.served != nil {
		ws.served.WriteHeader(http.StatusServiceUnavailable)
	}
	return ws.end(CloseEvent{Code: 1006}, dropped)
}

// live runs from the dial to the end of the connection.
func (ws *WebSocket) live(ctx context.Context) (event CloseEvent, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			event, err = CloseEvent{Code: 1006}, newPanicError(fault)
			ws.abandon()
		}
	}()
	connect := ws.dial
	if ws.served != nil {
		connect = ws.served.accept
	}
	if err := connect(ctx); err != nil {
		return CloseEvent{Code: 1006}, err
	}
	return ws.runOpen(ctx)
}

func (ws *WebSocket) runOpen(ctx context.Context) (CloseEvent, error) {
	ws.dialed.Store(true)
	ws.mu.Lock()
	dropped := ws.dropped
	ws.mu.Unlock()
	if dropped == nil && !ws.state.CompareAndSwap(int32(Connecting), int32(Open)) {
		dropped = ErrClosedEarly
	}
	if dropped != nil { // while the dial was finishing
		_ = ws.conn.Close()
		return CloseEvent{Code: 1006}, dropped
	}
	ws.guarded(ws.attend)
	if ws.opts.PingInterval > 0 {
		ws.guarded(ws.keepAlive)
	}
	stop := context.AfterFunc(ctx, func() { ws.close(1001, "") })
	defer stop()
	if ws.OnOpen != nil {
		ws.OnOpen(ws.opened)
	}
	err := ws.receive()
	ws.awaitOurs(err)
	ws.finish(err)
	return ws.outcome(err)
}

// outcome turns what ended reading into the last event and Run's error.
func (ws *WebSocket) outcome(err error) (CloseEvent, error) {
	ws.mu.Lock()
	sent, dropped := ws.sentCode, ws.dropped
	ws.mu.Unlock()
	var closed *CloseError
	var broke *ProtocolError
	switch {
	case errors.As(err, &closed):
		e := CloseEvent{Code: closed.Code, Reason: closed.Reason, WasClean: true}
		if closed.Err == nil && (e.Code == 1000 || e.Code == 1001 || e.Code == 1005 || e.Code == sent && !ws.waits) {
			return e, nil
		}
		return e, closed
	case errors.As(err, &broke):
		return CloseEvent{Code: 1006}, broke
	case dropped != nil:
		return CloseEvent{Code: 1006}, dropped
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF) && ws.Arriving():
		err = errors.New(ws.peer() + " ended the connection within a message")
	case errors.Is(err, io.EOF):
		err = errors.New(ws.peer() + " ended the connection without a Close frame")
	}
	return CloseEvent{Code: 1006}, &CloseError{Code: 1006, Err: err}
}

// end reports the last events. The error goes before the close, unless the closing
// handshake completed.
func (ws *WebSocket) end(e CloseEvent, err error) error {
	ws.state.Store(int32(Closed))
	if err != nil && !e.WasClean && ws.OnError != nil {
		if fault := caught(func() { ws.OnError(ErrorEvent{Err: err}) }); fault != nil {
			err = fault
		}
	}
	if ws.OnClose != nil {
		if fault := caught(func() { ws.OnClose(e) }); fault != nil {
			err = fault
		}
	}
	return err
}
