package commands

import (
	"time"

	"wspipe/commands/duration"
)

// durationValue is a flag's duration. It implements cli.Generic.
type durationValue time.Duration

func (d *durationValue) Set(text string) error {
	value, err := duration.Parse(text)
	if err == nil {
		*d = durationValue(value)
	}
	return err
}

// String is empty, so that the help shows no default but the one it is given.
func (d *durationValue) String() string { return "" }
