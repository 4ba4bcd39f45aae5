package session

import (
	"sync/atomic"
	"time"
)

// quiet knows since when no message has come. It is told on the goroutine of
// the client and asked from others.
type quiet struct {
	noisy atomic.Bool  // something is coming, or being handled
	begun time.Time    // what since counts from, on the clock that nobody sets
	since atomic.Int64 // nanoseconds until the last message ended that counts; 0: not known yet

	counts bool // what is coming
}

// busy is for when something comes. It breaks the silence if it counts.
func (q *quiet) busy() { q.noisy.Store(true) }

// broken: what came counts.
func (q *quiet) broken() { q.counts = true }

// idle is for when nothing more comes.
func (q *quiet) idle() {
	if q.counts || q.since.Load() == 0 {
		q.since.Store(max(1, int64(time.Since(q.begun))))
	}
	q.counts = false
	q.noisy.Store(false)
}

// lasts is how long it has been quiet, counted from start at the earliest.
func (q *quiet) lasts(start time.Time) time.Duration {
	since := q.since.Load()
	if since == 0 || q.noisy.Load() {
		return 0
	}
	return min(time.Since(start), time.Since(q.begun)-time.Duration(since))
}

// stopWhenQuiet ends the session as --wait says.
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
