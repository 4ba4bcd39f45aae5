package pinging

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/commands/stdio"
)

func TestTally(t *testing.T) {
	for _, test := range []struct {
		times                     []time.Duration
		sent                      int
		min, mean, max, dev, lost float64
	}{
		{[]time.Duration{7 * time.Millisecond}, 1, 7, 7, 7, 0, 0},
		{[]time.Duration{2 * time.Millisecond, 4 * time.Millisecond, 4 * time.Millisecond, 4 * time.Millisecond, 5 * time.Millisecond, 5 * time.Millisecond, 7 * time.Millisecond, 9 * time.Millisecond}, 10, 2, 5, 9, 2, 20},
		{[]time.Duration{time.Hour, time.Hour + 2*time.Microsecond}, 2, 3600000, 3600000.001, 3600000.002, 0.001, 0},
	} {
		sums := tally{sent: test.sent}
		for _, d := range test.times {
			sums.add(d)
		}
		got := []float64{sums.min, sums.mean, sums.max, sums.deviation(), sums.lost()}
		for i, want := range []float64{test.min, test.mean, test.max, test.dev, test.lost} {
			if math.Abs(got[i]-want) > 1e-5 {
				t.Errorf("%v: %v, want %v in place %d", test.times, got, want, i)
			}
		}
	}
}

// A pong doesn't count as late because of us: its time is up only if the timer fired on time.
func TestSuspended(t *testing.T) {
	var out bytes.Buffer
	r := newRound(Options{Count: 2, Patience: time.Hour}, stdio.Streams{Out: &out, Err: io.Discard})
	came, stays := &ping{number: 1, data: "a"}, &ping{number: 2, data: "b"}
	r.begin(came)
	r.begin(stays)
	r.expire(came, time.Now().Add(-time.Minute))
	r.ponged(client.PingEvent{Data: []byte("a")})
	r.ponged(client.PingEvent{Data: []byte("a")})
	r.expire(came, time.Now())
	if r.settled != 1 || r.tally.came != 1 {
		t.Errorf("%d settled, %d came", r.settled, r.tally.came)
	}
	r.expire(stays, time.Now())
	stays.deadline.Stop()
	if got := out.String(); r.settled != 2 || !r.ended || !strings.HasPrefix(got, "pong 1 after ") || !strings.HasSuffix(got, "\nno pong 2 within 1h0m0s\n") {
		t.Errorf("%d settled, ended: %v, printed %q", r.settled, r.ended, got)
	}
}

// A late pong is reported, and counts as lost.
func TestLatePong(t *testing.T) {
	var out bytes.Buffer
	r := newRound(Options{Count: 2, Patience: time.Hour}, stdio.Streams{Out: &out, Err: io.Discard})
	p := &ping{number: 1, data: "a"}
	r.begin(p)
	r.expire(p, time.Now())
	p.deadline.Stop()
	r.ponged(client.PingEvent{Data: []byte("a")})
	if got := out.String(); r.tally.came != 0 || r.settled != 1 || !strings.Contains(got, "\npong 1 after ") || !strings.HasSuffix(got, ", too late\n") {
		t.Errorf("%d settled, %d came, printed %q", r.settled, r.tally.came, got)
	}
	out.Reset()
	if err := (lines{&out}).late(1, 1500*time.Millisecond); err != nil || !strings.HasPrefix(out.String(), `{"type":"pong","number":1,"seconds":1.5,"late":true,"time":"20`) {
		t.Errorf("%v, printed %q", err, out.String())
	}
}
