package commands

import (
	"errors"
	"math"
	"strconv"
	"time"
)

// durationValue is a flag's duration: 500ms, 2s, 1m, or a number of seconds.
// It implements cli.Generic.
type durationValue time.Duration

func (d *durationValue) Set(text string) error {
	value, err := parseDuration(text)
	if err == nil {
		*d = durationValue(value)
	}
	return err
}

// String is empty, so that the help shows no default but the one it is given.
func (d *durationValue) String() string { return "" }

func parseDuration(text string) (time.Duration, error) {
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
