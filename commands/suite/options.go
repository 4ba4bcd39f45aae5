package suite

import (
	"time"

	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/stdio"
)

// Options are what is to be run, and how.
type Options struct {
	dial.Options
	stdio.Verbosity
	Url      string        // empty: the files say it
	Timeout  time.Duration // for each file; 0: none
	RetryFor time.Duration // for each connection; 0: the first attempt is the only one
	Files    []string
	Lookup   func(name string) (string, bool) // what ${NAME} stands for
	Jobs     int
	Reports  []results.Report
	Update   bool
}
