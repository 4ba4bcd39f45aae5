package commands

import (
	"sync/atomic"
	"time"
)

// quiet knows since when no message has come. It is told on the goroutine of
// the client and asked from others.
type quiet struct {
	since atomic.Int64 // Unix nanoseconds; 0 while a message is being handled
}

// busy returns since when it had been quiet, for goOn.
func (q *quiet) busy() int64 { return q.since.Swap(0) }

// goOn takes back the last busy: that was a message which doesn't count.
func (q *quiet) goOn(since int64) { q.since.Store(since) }

func (q *quiet) idle() { q.since.CompareAndSwap(0, time.Now().UnixNano()) }

// lasts is how long it has been quiet, counted from start at the earliest.
func (q *quiet) lasts(start time.Time) time.Duration {
	since := q.since.Load()
	if since == 0 {
		return 0
	}
	return min(time.Since(start), time.Since(time.Unix(0, since)))
}

// stopWhenQuiet ends the session as --wait says.
func (p *session) stopWhenQuiet() {
	if p.o.wait < 0 {
		return
	}
	start := time.Now()
	var check func()
	check = func() {
		left := p.o.wait - p.quiet.lasts(start)
		if left <= 0 {
			p.stop(nil, false)
			return
		}
		time.AfterFunc(left, check)
	}
	check()
}
