// Package duration parses durations as people write them, in flags and transcripts, and converts
// them into numbers.
package duration

import (
	"errors"
	"math"
	"strconv"
	"time"
)

// Parse parses 500ms, 2s, 1m, or a number of seconds.
func Parse(text string) (time.Duration, error) {
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		if math.IsNaN(seconds) || math.Abs(seconds) > float64(math.MaxInt64)/float64(time.Second) {
			return 0, errors.New("too many seconds")
		}
		return time.Duration(seconds * float64(time.Second)), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, errors.New("not a duration, such as 500ms, 2s, 1m, or a number of seconds")
	}
	return d, nil
}

// Milliseconds returns d in milliseconds, with fractions.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Seconds returns d in seconds, with the six decimals that curl prints.
func Seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }
