package codec

import (
	"testing"
	"time"
)

// Every time is formatted as package time would, whatever came before it.
func TestTimestamp(t *testing.T) {
	var s timestamp
	at := time.Date(1969, 12, 31, 23, 59, 57, 1, time.FixedZone("", 3600))
	for range 10_000 {
		want := at.UTC().Format("2006-01-02T15:04:05.000000000Z07:00")
		if got := string(s.append([]byte("x"), at, 9)); got != "x"+want {
			t.Fatalf("%v is %s", want, got)
		}
		at = at.Add(333_333_337)
	}
}
