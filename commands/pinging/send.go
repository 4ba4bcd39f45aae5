package pinging

import (
	"fmt"
	"time"

	"wspipe/client"
)

// ping is one that is under way.
type ping struct {
	number   int
	data     string
	at       time.Time
	deadline *time.Timer
	late     bool
}

// send sends one after the other, without waiting for the pongs, as ping(8) does.
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

// begin starts the clock of a ping; false when it is over.
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

// behind is how much later than it was set a timer may go off before that tells
// of us, who were suspended or had no processor, rather than of the server.
const behind = 250 * time.Millisecond

// expire has the time for a pong be over, which was due then. Where we are late
// ourselves, it may have come and not been read.
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

// ponged takes a pong. One that nobody asked for, or that was here before, is
// passed over.
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

// settle counts a ping of which is known what came of it, and ends it all with
// the last one. r.mu is held.
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
