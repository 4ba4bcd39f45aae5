package pinging

import (
	"fmt"
	"time"

	"wspipe/client"
)

// ping is a ping that was sent.
type ping struct {
	number   int
	data     string
	at       time.Time
	deadline *time.Timer
	late     bool
}

// send sends the pings one after another, without waiting for the pongs, as ping(8) does.
func (r *round) send(ws *client.WebSocket) error {
	tick := time.NewTicker(r.o.Interval)
	defer tick.Stop()
	for n := 1; ; n++ {
		p := &ping{number: n, data: fmt.Sprintf("wspipe ping %d", n)}
		if !r.begin(p) {
			return nil
		}
		if err := ws.Ping([]byte(p.data)); err != nil || n == r.o.Count {
			return nil // one that can't be sent gets no pong
		}
		select {
		case <-tick.C:
		case <-r.over:
			return nil
		}
	}
}

// begin starts the timer of a ping. It returns false if the round is over.
func (r *round) begin(p *ping) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return false
	}
	p.at = time.Now()
	p.deadline = time.AfterFunc(r.o.Patience, func() { r.expire(p, p.at.Add(r.o.Patience)) })
	r.waiting[p.data] = p
	r.tally.sent++
	return true
}

// behind is how late a timer may fire before the delay is our own fault, because we were suspended
// or had no processor, rather than the server's.
const behind = 250 * time.Millisecond

// expire reports a pong that was due at the given time as missing. If we are late ourselves, the
// pong may have arrived but not been read, so it waits a little longer.
func (r *round) expire(p *ping, due time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.ended || r.waiting[p.data] != p:
	case time.Since(due) > behind:
		due = time.Now().Add(behind)
		p.deadline = time.AfterFunc(behind, func() { r.expire(p, due) })
	default:
		p.late = true
		r.note(r.printer.missing(p.number, r.o.Patience))
		r.settle()
	}
}

// ponged handles a pong. It ignores unsolicited and repeated ones.
func (r *round) ponged(e client.PingEvent) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.waiting[string(e.Data)]
	if p == nil || r.ended {
		return
	}
	delete(r.waiting, string(e.Data))
	took := now.Sub(p.at)
	if p.late {
		r.note(r.printer.late(p.number, took))
		return
	}
	p.deadline.Stop()
	r.tally.add(took)
	r.note(r.printer.pong(p.number, took))
	r.settle()
}

// settle counts a ping whose result is known, and ends the round with the last one. r.mu is held.
func (r *round) settle() {
	r.settled++
	switch {
	case r.settled < r.o.Count:
	case r.tally.came == r.o.Count:
		r.end(1000, r.o.Client.CloseTimeout, nil)
	default:
		r.end(1000, r.o.Client.CloseTimeout, r.missing())
	}
}
