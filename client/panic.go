package client

import (
	"fmt"
	"runtime/debug"
)

// PanicError reports that a handler, or this package, panicked. Only the connection it
// happened on was failed.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine that panicked, as from debug.Stack
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

func newPanicError(fault any) *PanicError { return &PanicError{fault, debug.Stack()} }

// caught calls f and returns its panic, or nil.
func caught(f func()) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = newPanicError(fault)
		}
	}()
	f()
	return nil
}

// guarded runs f on a goroutine of its own. A panic fails the connection.
func (ws *WebSocket) guarded(f func()) {
	go func() {
		if err := caught(f); err != nil {
			ws.drop(err)
		}
	}()
}

// abandon tells the other end that we can't go on (RFC 6455, section 7.4.1), as far as
// that is possible without waiting, and ends the connection.
func (ws *WebSocket) abandon() {
	ws.state.Store(int32(Closing))
	if !ws.dialed.Load() {
		return
	}
	_ = caught(func() { ws.lastWords(closePayload(1011, ""), true) })
	_ = ws.conn.Close()
	ws.out.shut()
}
