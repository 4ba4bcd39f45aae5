package client

import (
	"bytes"
	"context"
	"strconv"
	"sync/atomic"
	"time"
)

// pinged answers a ping (RFC 6455, section 5.5.3), also after our own Close.
// The library would answer it too, but by waiting for the network on the
// goroutine that has to read, which a blocked upload turns into a standstill.
func (ws *WebSocket) pinged(_ context.Context, payload []byte) bool {
	data := bytes.Clone(payload)
	if !ws.out.tryControl(opPong, data) {
		ws.pongLater(data)
	}
	if ws.OnPing != nil {
		ws.OnPing(PingEvent{Data: data})
	}
	return false
}

// pongLater leaves a pong to attend. Of too many, the oldest are dropped, as
// the standard allows. Only the goroutine of Run calls it.
func (ws *WebSocket) pongLater(data []byte) {
	for {
		select {
		case ws.pongs <- data:
			return
		default:
		}
		select {
		case <-ws.pongs:
		default:
		}
	}
}

func (ws *WebSocket) pongReceived(_ context.Context, payload []byte) {
	data := bytes.Clone(payload)
	roundTrip := ws.answered(data)
	if ws.OnPong != nil {
		ws.OnPong(PingEvent{Data: data, RoundTrip: roundTrip})
	}
	select {
	case <-ws.ponged:
	default:
	}
	ws.ponged <- data
}

// sentPing is a ping under way.
type sentPing struct {
	data   []byte
	at     time.Time
	before atomic.Int64 // messages sent before it, as soon as that is known
}

// answered takes note of a pong and returns the time since its ping, if that
// is our last.
func (ws *WebSocket) answered(pong []byte) time.Duration {
	p := ws.lastPing.Load()
	if p == nil || !bytes.Equal(p.data, pong) {
		return 0
	}
	ws.delivered.Store(max(ws.delivered.Load(), p.before.Load()))
	return time.Since(p.at)
}

// attend does, until done, the writing that others must not wait for.
func (ws *WebSocket) attend(done <-chan struct{}) {
	for {
		var err error
		select {
		case <-done:
			return
		case data := <-ws.pongs:
			_, err = ws.out.control(opPong, data)
		case <-ws.out.wake:
			err = ws.out.flush()
		}
		if err != nil {
			return // the reader learns of it too, after what has arrived
		}
	}
}

// keepAlive pings at the interval and drops the connection when a pong stays out.
func (ws *WebSocket) keepAlive(done <-chan struct{}) {
	tick := time.NewTicker(ws.opts.PingInterval)
	defer tick.Stop()
	for id := 1; ; id++ {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		data := []byte("wspipe " + strconv.Itoa(id))
		go ws.Ping(data) //nolint:errcheck // a ping that can't be sent gets no pong
		if !ws.awaitPong(data, done) {
			ws.drop(&TimeoutError{Op: "pong", After: ws.opts.PingTimeout, peer: ws.peer()})
			return
		}
	}
}

// awaitPong returns false when the pong stayed out for PingTimeout. A pong
// may stand behind messages that a handler takes its time with: that time,
// and as much again to catch up, isn't the server's fault.
func (ws *WebSocket) awaitPong(data []byte, done <-chan struct{}) bool {
	held := false
	for {
		late := time.NewTimer(ws.opts.PingTimeout)
		select {
		case <-done:
			late.Stop()
			return true
		case got := <-ws.ponged:
			late.Stop()
			if bytes.Equal(got, data) {
				return true
			}
		case <-late.C:
			busy := ws.in.quiet() == 0
			if !busy && !held {
				return false
			}
			held = busy
		}
	}
}
