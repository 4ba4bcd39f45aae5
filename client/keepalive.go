package client

import (
	"bytes"
	"strconv"
	"sync/atomic"
	"time"
)

// Silence returns how long no part of a message has arrived from the other end; 0
// before the connection is open, and while what arrived is being handled. Pings and
// pongs don't count.
func (ws *WebSocket) Silence() time.Duration { return ws.in.silence() }

// controlFrame handles a ping, a pong or a Close frame between data frames. The payload
// is in the buffer.
func (ws *WebSocket) controlFrame(opcode byte, payload []byte) error {
	switch opcode {
	case opPing:
		ws.pinged(bytes.Clone(payload))
	case opPong:
		ws.ponged(bytes.Clone(payload))
	case opClose:
		return ws.closeReceived(payload)
	}
	return nil
}

// pinged answers a ping (RFC 6455, section 5.5.3), even after our own Close. It never
// waits for the network, as it runs on the goroutine that reads: during a blocked upload
// that would be a deadlock.
func (ws *WebSocket) pinged(data []byte) {
	if !ws.unanswering.Load() && (ws.pongsLeft.Load() > 0 || !ws.out.tryControl(opPong, data)) {
		ws.pongLater(data)
	}
	if ws.OnPing != nil {
		ws.OnPing(PingEvent{Data: data})
	}
}

// LeavePings leaves pings unanswered from now on, which no other WebSocket does. It is
// for testing how the other end reacts, and for proxies that pass pings on and answer
// with Pong.
func (ws *WebSocket) LeavePings() { ws.unanswering.Store(true) }

// Pong sends a pong without waiting for the network. It is for one goroutine at a time,
// after LeavePings.
func (ws *WebSocket) Pong(data []byte) {
	if len(data) <= maxShort && ws.ReadyState() == Open && (ws.pongsLeft.Load() > 0 || !ws.out.tryControl(opPong, data)) {
		ws.pongLater(data)
	}
}

// pongLater leaves a pong to attend. If there are too many, it drops the oldest, as the
// standard allows. Only the goroutine of Run calls it, or that of Pong.
func (ws *WebSocket) pongLater(data []byte) {
	ws.pongsLeft.Add(1)
	for {
		select {
		case ws.pongs <- data:
			return
		default:
		}
		select {
		case <-ws.pongs:
			ws.pongsLeft.Add(-1)
		default:
		}
	}
}

func (ws *WebSocket) ponged(data []byte) {
	roundTrip := ws.answered(data)
	if ws.OnPong != nil {
		ws.OnPong(PingEvent{Data: data, RoundTrip: roundTrip})
	}
}

// sentPing is a ping in progress.
type sentPing struct {
	data     []byte
	at       time.Time
	before   atomic.Int64  // messages sent before it, once that is known
	left     atomic.Bool   // it was written to the network
	answered chan struct{} // closed by its pong, or a later ping's
}

// answered records a pong and returns the time since its ping, if that is our last.
// Only the goroutine of Run calls it.
func (ws *WebSocket) answered(pong []byte) time.Duration {
	last, kept := ws.lastPing.Load(), ws.keptPing.Load()
	isLast := last != nil && bytes.Equal(last.data, pong)
	if kept != nil && (isLast || bytes.Equal(kept.data, pong)) {
		ws.keptPing.Store(nil)
		close(kept.answered)
	}
	if !isLast {
		return 0
	}
	ws.delivered.Store(max(ws.delivered.Load(), last.before.Load()))
	return time.Since(last.at)
}

// attend does the writing that nobody else may wait for, until the connection has
// ended.
func (ws *WebSocket) attend() {
	for {
		var err error
		select {
		case <-ws.ended:
			return
		case data := <-ws.pongs:
			_, err = ws.out.control(opPong, data)
			ws.pongsLeft.Add(-1)
		case <-ws.out.wake:
			err = ws.out.flush()
		}
		if err != nil {
			return // the reader learns of it too, after what has arrived
		}
	}
}

// keepAlive pings at the interval and drops the connection if a pong doesn't come. Once
// the connection is closing, CloseTimeout is the limit.
func (ws *WebSocket) keepAlive() {
	tick := time.NewTicker(ws.opts.PingInterval)
	defer tick.Stop()
	for id := 1; ; id++ {
		select {
		case <-ws.ended:
			return
		case <-tick.C:
		}
		if ws.ReadyState() != Open {
			return
		}
		ping := newPing([]byte("wspipe " + strconv.Itoa(id)))
		ws.keptPing.Store(ping)
		ws.guarded(func() { _ = ws.ping(ping) }) // a ping that can't be sent gets no pong
		if !ws.awaitPong(ping) {
			return
		}
	}
}

// awaitPong waits for a pong until the network has been read for PingTimeout without
// anything arriving. That time doesn't start before the ping was written, nor while the
// peer's system still accepts what was sent before it. It returns false when there is
// nothing left to wait for.
func (ws *WebSocket) awaitPong(ping *sentPing) bool {
	since, reads, sending := time.Now(), ws.in.reads.Load(), ws.newProgress()
	wanted := true
	ws.glance(ws.opts.PingTimeout, ping.answered, func() bool {
		if wanted = ws.ReadyState() == Open; !wanted {
			return false
		}
		now := ws.in.reads.Load()
		if now != reads || !ws.in.reading.Load() || !ping.left.Load() || sending.made() {
			since, reads = time.Now(), now
		}
		wanted = time.Since(since) < ws.opts.PingTimeout
		if !wanted {
			ws.drop(&TimeoutError{Op: "pong", After: ws.opts.PingTimeout, peer: ws.peer()})
		}
		return wanted
	})
	return wanted
}
