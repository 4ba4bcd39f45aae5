package session

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/codec"
)

func pacerOf(input string, f codec.Format, pace Pace, over chan struct{}) *pacer {
	return &pacer{Source: codec.NewReader(strings.NewReader(input), f, codec.ReaderOptions{}), pace: pace, over: over}
}

// No message follows the last one sooner than the rate allows. The first comes at once, and
// Buffered promises nothing that isn't due.
func TestRate(t *testing.T) {
	const interval = 20 * time.Millisecond
	p := pacerOf("a\nb\nc\n", codec.Lines, Pace{Interval: interval}, nil)
	var last time.Time
	for _, want := range []string{"a", "b", "c"} {
		if !last.IsZero() && p.Buffered() && time.Since(last) < interval {
			t.Error("Buffered promises what isn't due")
		}
		part, err := p.Next()
		now := time.Now()
		if err != nil || string(part.Data) != want {
			t.Fatalf("%q, %v, want %q", part.Data, err, want)
		}
		if gap := now.Sub(last); !last.IsZero() && gap < interval {
			t.Errorf("%q comes %v after the last message", want, gap)
		}
		last = now
	}
	if _, err := p.Next(); err != io.EOF {
		t.Error(err)
	}
}

// Messages come as long after the first as they were recorded. One without a time, or with a time
// that has passed, comes at once.
func TestPaced(t *testing.T) {
	lines := `{"type":"text","data":"a","time":"2026-01-01T00:00:00Z"}
{"type":"pong","data":"","time":"2026-01-01T00:00:09Z"}
{"type":"text","data":"b","time":"2026-01-01T00:00:00.030Z"}
{"type":"text","data":"c"}
{"type":"text","data":"d","time":"2026-01-01T00:00:00.010Z"}
{"type":"text","data":"e","time":"2026-01-01T01:00:00.050+01:00"}
{"type":"text","data":"f","time":"soon"}
`
	p := pacerOf(lines, codec.JSON, Pace{Recorded: true}, nil)
	for _, m := range []struct {
		text  string
		after time.Duration
	}{{"a", 0}, {"b", 30 * time.Millisecond}, {"c", 0}, {"d", 0}, {"e", 50 * time.Millisecond}} {
		part, err := p.Next()
		if err != nil || string(part.Data) != m.text {
			t.Fatalf("%q, %v, want %q", part.Data, err, m.text)
		}
		if after := time.Since(p.begun); after < m.after {
			t.Errorf("%q comes after %v", m.text, after)
		}
	}
	var bad *codec.InputError
	if _, err := p.Next(); !errors.As(err, &bad) || bad.Where != "line 7" {
		t.Error(err)
	}
}

func TestPacerEndsWithTheSession(t *testing.T) {
	over := make(chan struct{})
	p := pacerOf("a\nb\n", codec.Lines, Pace{Interval: time.Hour}, over)
	if _, err := p.Next(); err != nil {
		t.Fatal(err)
	}
	close(over)
	if _, err := p.Next(); !errors.Is(err, client.ErrNotOpen) {
		t.Error(err)
	}
}
