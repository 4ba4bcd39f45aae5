package pinging

import (
	"time"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// report prints what happens, when it happens. The errors are those of stdout.
type report interface {
	opened(e client.OpenEvent, redirects int) error
	pong(number int, took time.Duration) error
	late(number int, took time.Duration) error // of a ping that was missing
	missing(number int, patience time.Duration) error
	summary(t *tally) error
}

func newReport(o Options, s stdio.Streams) report {
	var r report = text{s.Out}
	if o.JSON {
		r = lines{s.Out}
	}
	if o.Quiet {
		return brief{r}
	}
	return r
}

// brief leaves the summary.
type brief struct{ report }

func (brief) opened(client.OpenEvent, int) error { return nil }
func (brief) pong(int, time.Duration) error      { return nil }
func (brief) late(int, time.Duration) error      { return nil }
func (brief) missing(int, time.Duration) error   { return nil }
