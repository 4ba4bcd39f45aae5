package duration

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"500ms": 500 * time.Millisecond, "2s": 2 * time.Second, "1m": time.Minute, "3": 3 * time.Second, "0.5": 500 * time.Millisecond, "-1": -time.Second, "0": 0,
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "1 s", "NaN", "Inf", "1e300"} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%s: %v", text, got)
		}
	}
}
