// Package pinging implements ping: it measures where the time to open a connection goes, and how
// long pings over it take. It reads no flags.
package pinging

import (
	"context"
	"time"

	"wspipe/commands/dial"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Options configure ping.
type Options struct {
	Url string
	dial.Options
	stdio.Verbosity

	Count    int           // of pings
	Interval time.Duration // between them
	Patience time.Duration // how long to wait for a pong
	Timeout  time.Duration // for everything; 0: none
	RetryFor time.Duration // 0: only one attempt
	JSON     bool          // print lines of JSON
}

// Run connects, sends the pings, and prints how long everything took. The error is nil if every
// pong arrived.
func Run(caller context.Context, o Options, s stdio.Streams) error {
	caller, begin := s.WatchSignals(caller, 0)
	begin()
	r := newRound(o, s)
	r.o.Client.Trace = r.unanswered.Trace(r.voice.Trace())
	target, err := r.o.Target(o.Url)
	if err != nil {
		return &status.LocalError{Err: err}
	}
	defer target.Release()
	defer context.AfterFunc(caller, func() { r.breakOff(stdio.SignalGrace, status.Interruption(caller)) })()
	if o.Timeout > 0 {
		defer time.AfterFunc(o.Timeout, func() { r.breakOff(stdio.TimeoutGrace, r.unanswered.Late(o.Timeout)) }).Stop()
	}
	reader := &stdio.ReaderWatch{Out: s.Out, Gone: func() { r.close(nil) }}
	reader.Begin()
	defer reader.End()
	ended := make(chan error, 1)
	go func() { ended <- r.connect(target) }()
	select {
	case err := <-ended:
		return err
	case err := <-r.forced:
		return err
	}
}
