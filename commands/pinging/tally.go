package pinging

import (
	"math"
	"time"

	"wspipe/commands/duration"
)

// tally counts the pings, and keeps statistics of the times of their pongs, in milliseconds.
type tally struct {
	sent, came     int
	min, max, mean float64
	squares        float64 // the sum of the squared distances from the mean (Welford)
}

func (t *tally) add(d time.Duration) {
	ms := duration.Milliseconds(d)
	if t.came++; t.came == 1 {
		t.min = ms
	}
	t.min, t.max = min(t.min, ms), max(t.max, ms)
	before := ms - t.mean
	t.mean += before / float64(t.came)
	t.squares += before * (ms - t.mean)
}

// deviation returns the standard deviation of all times, as in ping(8).
func (t *tally) deviation() float64 { return math.Sqrt(t.squares / float64(t.came)) }

// lost returns the percentage of pings sent that got no pong.
func (t *tally) lost() float64 {
	if t.sent == 0 {
		return 0
	}
	return float64(t.sent-t.came) * 100 / float64(t.sent)
}
