package pinging

import (
	"time"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// printer prints events as they happen. The errors are those of stdout.
type printer interface {
	opened(e client.OpenEvent, redirects int) error
	pong(number int, took time.Duration) error
	late(number int, took time.Duration) error // for a ping that was reported missing
	missing(number int, patience time.Duration) error
	summary(t *tally) error
}

func newPrinter(o Options, s stdio.Streams) printer {
	var r printer = text{s.Out}
	if o.JSON {
		r = lines{s.Out}
	}
	if o.Quiet {
		return brief{r}
	}
	return r
}

// brief prints only the summary.
type brief struct{ printer }

func (brief) opened(client.OpenEvent, int) error { return nil }
func (brief) pong(int, time.Duration) error      { return nil }
func (brief) late(int, time.Duration) error      { return nil }
func (brief) missing(int, time.Duration) error   { return nil }
