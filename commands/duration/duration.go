// Package duration reads durations as people write them, in flags and in
// transcripts, and makes numbers of them.
package duration

import (
	"errors"
	"math"
	"strconv"
	"time"
)

// Parse reads 500ms, 2s, 1m, or a number of seconds.
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

// Milliseconds is how many they are, and parts of one.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Seconds has the six digits that curl prints.
func Seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }
