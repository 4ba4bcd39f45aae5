package session

import (
	"sync/atomic"
	"time"
)

// quiet tracks how long no message has arrived. It is updated on the client's goroutine and read
// from others.
type quiet struct {
	noisy atomic.Bool  // something is arriving, or being handled
	begun time.Time    // what since counts from, on the monotonic clock
	since atomic.Int64 // nanoseconds until the last message that counts ended; 0: not known yet

	counts bool // whether what is arriving counts
}

// busy notes that something is arriving. It breaks the silence only if it counts.
func (q *quiet) busy() {
	if !q.noisy.Load() { // a store takes as long as the rest of a message
		q.noisy.Store(true)
	}
}

// broken notes that what arrived counts.
func (q *quiet) broken() { q.counts = true }

// idle notes that nothing more is arriving.
func (q *quiet) idle() {
	if q.counts || q.since.Load() == 0 {
		q.since.Store(max(1, int64(time.Since(q.begun))))
	}
	q.counts = false
	q.noisy.Store(false)
}

// lasts returns how long it has been quiet, counted from start at the earliest.
func (q *quiet) lasts(start time.Time) time.Duration {
	since := q.since.Load()
	if since == 0 || q.noisy.Load() {
		return 0
	}
	return min(time.Since(start), time.Since(q.begun)-time.Duration(since))
}

// stopWhenQuiet ends the session after the silence that --wait asks for.
func (p *session) stopWhenQuiet() {
	switch {
	case p.o.Wait < 0:
		return
	case p.person != nil && !p.o.WaitGiven:
		p.stopNow()
		return
	}
	start := time.Now()
	var check func()
	check = func() {
		left := p.o.Wait - p.quiet.lasts(start)
		if left <= 0 {
			p.stop(waited, nil)
			return
		}
		time.AfterFunc(left, check)
	}
	check()
}
