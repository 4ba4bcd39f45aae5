package client

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/coder/websocket"
)

// Run dials, or answers the request of Accept, and then calls the handlers, one at a time on this goroutine,
// until the connection is closed; it is called once. Cancelling ctx closes
// with 1001, or ends the dial.
//
// It returns nil after a clean close with 1000, 1001 or no code, or with the
// code that was given to Close; otherwise, for errors.As, a *DialError,
// *HandshakeError, *CloseError, *ProtocolError or *TimeoutError.
func (ws *WebSocket) Run(ctx context.Context) error {
	if ws.ran.Swap(true) {
		return ErrAlreadyRun
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ws.mu.Lock()
	ws.cancel = cancel
	err := ws.dropped
	ws.mu.Unlock()
	if err == nil {
		err = ws.connect(ctx)
	} else if ws.served != nil {
		ws.served.WriteHeader(http.StatusServiceUnavailable)
	}
	if err != nil {
		return ws.end(CloseEvent{Code: 1006}, err)
	}
	return ws.runOpen(ctx)
}

func (ws *WebSocket) connect(ctx context.Context) error {
	if ws.served != nil {
		return ws.served.accept()
	}
	return ws.dial(ctx)
}

func (ws *WebSocket) runOpen(ctx context.Context) error {
	ws.dialed.Store(true)
	ws.mu.Lock()
	dropped := ws.dropped
	ws.mu.Unlock()
	if dropped != nil { // while the dial came to its end
		_ = ws.conn.CloseNow()
		return ws.end(CloseEvent{Code: 1006}, dropped)
	}
	if !ws.state.CompareAndSwap(int32(Connecting), int32(Open)) {
		_ = ws.conn.CloseNow()
		return ws.end(CloseEvent{Code: 1006}, ErrClosedEarly)
	}
	done := make(chan struct{})
	defer close(done)
	go ws.attend(done)
	if ws.opts.PingInterval > 0 {
		go ws.keepAlive(done)
	}
	stop := context.AfterFunc(ctx, func() { ws.close(1001, "") })
	defer stop()
	if ws.OnOpen != nil {
		ws.OnOpen(ws.opened)
	}
	err := ws.receive()
	var broke *ProtocolError
	if errors.As(err, &broke) {
		ws.fail(broke)
	}
	_ = ws.conn.CloseNow()
	return ws.end(ws.outcome(err))
}

// outcome turns what ended the reading into the last event and Run's error.
func (ws *WebSocket) outcome(err error) (CloseEvent, error) {
	ws.mu.Lock()
	sent, dropped := ws.sentCode, ws.dropped
	ws.mu.Unlock()
	var closed websocket.CloseError
	var within *CloseError
	var broke *ProtocolError
	switch {
	case errors.As(err, &within):
		return CloseEvent{Code: within.Code, Reason: within.Reason, WasClean: true}, within
	case errors.As(err, &closed):
		e := CloseEvent{Code: int(closed.Code), Reason: closed.Reason, WasClean: true}
		if e.Code == 1000 || e.Code == 1001 || e.Code == 1005 || e.Code == sent {
			return e, nil
		}
		return e, &CloseError{Code: e.Code, Reason: e.Reason}
	case errors.As(err, &broke):
		return CloseEvent{Code: broke.Code, Reason: closeReason(broke.Problem)}, broke
	case dropped != nil:
		return CloseEvent{Code: 1006}, dropped
	}
	switch {
	case errors.Is(err, io.EOF):
		err = errors.New(ws.peer() + " ended the connection without a Close frame")
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New(ws.peer() + " ended the connection within a message")
	}
	return CloseEvent{Code: 1006}, &CloseError{Code: 1006, Err: err}
}

// end reports the last events. An error goes before the close unless the
// closing handshake was done.
func (ws *WebSocket) end(e CloseEvent, err error) error {
	ws.state.Store(int32(Closed))
	if err != nil && !e.WasClean && ws.OnError != nil {
		ws.OnError(ErrorEvent{Err: err})
	}
	if ws.OnClose != nil {
		ws.OnClose(e)
	}
	return err
}
