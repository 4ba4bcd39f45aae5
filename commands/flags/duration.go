package flags

import (
	"time"

	"wspipe/commands/duration"
)

// DurationValue is a flag's duration. It implements cli.Generic.
type DurationValue time.Duration

// Set implements cli.Generic.
func (d *DurationValue) Set(text string) error {
	value, err := duration.Parse(text)
	if err == nil {
		*d = DurationValue(value)
	}
	return err
}

// String is empty, so that the help shows no default but the one it is given.
func (d *DurationValue) String() string { return "" }
