package client

import (
	"bytes"
	"strconv"
	"sync/atomic"
	"time"
)

// Silence is for how long nothing of a message has come from the other end; 0
// before open, and while what has come is being handled. Pings and pongs are
// no messages.
func (ws *WebSocket) Silence() time.Duration { return ws.in.silence() }

// controlFrame handles a ping, a pong or a Close frame where it stands
// between data frames. The payload is in the buffer.
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

// pinged answers a ping (RFC 6455, section 5.5.3), also after our own Close;
// never by waiting for the network on the goroutine that has to read, which a
// blocked upload would turn into a standstill.
func (ws *WebSocket) pinged(data []byte) {
	if !ws.unanswering.Load() && (ws.pongsLeft.Load() > 0 || !ws.out.tryControl(opPong, data)) {
		ws.pongLater(data)
	}
	if ws.OnPing != nil {
		ws.OnPing(PingEvent{Data: data})
	}
}

// LeavePings has pings go unanswered from here on, which no other WebSocket does:
// it is for tests of what the other end then does, and for whoever passes pings
// on and answers with Pong.
func (ws *WebSocket) LeavePings() { ws.unanswering.Store(true) }

// Pong sends a pong, without waiting for the network. It is for one goroutine at a
// time, after LeavePings.
func (ws *WebSocket) Pong(data []byte) {
	if len(data) <= maxShort && ws.ReadyState() == Open && (ws.pongsLeft.Load() > 0 || !ws.out.tryControl(opPong, data)) {
		ws.pongLater(data)
	}
}

// pongLater leaves a pong to attend. Of too many, the oldest are dropped, as
// the standard allows. Only the goroutine of Run calls it, or that of Pong.
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

// sentPing is a ping under way.
type sentPing struct {
	data     []byte
	at       time.Time
	before   atomic.Int64  // messages sent before it, as soon as that is known
	left     atomic.Bool   // it was given to the network
	answered chan struct{} // closed with its pong, or a later one's
}

// answered takes note of a pong and returns the time since its ping, if that
// is our last. Only the goroutine of Run calls it.
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

// attend does, until the connection has ended, the writing that others must
// not wait for.
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

// keepAlive pings at the interval and drops the connection when a pong stays
// out. Once it is closing, CloseTimeout is what bounds it.
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
		ws.guarded(func() { _ = ws.ping(ping) }) // one that can't be sent gets no pong
		if !ws.awaitPong(ping) {
			return
		}
	}
}

// awaitPong waits for a pong until, for PingTimeout, nothing has arrived while
// the network was read; that time doesn't begin before the ping has left, nor
// while the peer's system goes on taking what stands before it. It returns
// false when nothing is left to wait for.
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
