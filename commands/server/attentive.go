package server

import (
	"sync/atomic"
	"time"

	"wspipe/client"
	"wspipe/commands/program"
)

// attentive writes to a program, and looks meanwhile whether the client is still
// there: a program that reads nothing keeps us from reading what the client
// sends, and so from seeing it go. The system of a client that has gone doesn't
// answer a ping but breaks the connection, so that the next one fails.
type attentive struct {
	*program.Program
	ws      *client.WebSocket
	limit   time.Duration
	looks   *time.Timer // runs while something is written
	writing atomic.Bool
}

func newAttentive(p *program.Program, ws *client.WebSocket, limit time.Duration) *attentive {
	a := &attentive{Program: p, ws: ws, limit: limit}
	a.looks = time.AfterFunc(limit, a.look)
	return a
}

func (a *attentive) Write(b []byte) (int, error) {
	a.writing.Store(true)
	defer a.writing.Store(false)
	a.looks.Reset(a.limit)
	defer a.looks.Stop()
	return a.Program.Write(b)
}

func (a *attentive) look() {
	switch {
	case !a.writing.Load():
	case a.ws.Ping(nil) != nil:
		a.Hurry(a.limit)
	default:
		a.looks.Reset(a.limit)
	}
}
