package pinging

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"time"

	"wspipe/client"
	"wspipe/client/errno"
	"wspipe/commands/dial"
	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// round is one connection, the pings sent over it, and their results. It ends when every pong has
// arrived or is late, when the connection ends, or when it is interrupted, whichever comes first.
type round struct {
	o          Options
	voice      *stdio.Voice
	over       chan struct{} // closed at the end
	forced     chan error    // receives the reason once the connection is no longer waited for
	unanswered dial.Unanswered

	mu      sync.Mutex
	ws      *client.WebSocket // the connection in use; nil before the first attempt
	opened  bool
	ended   bool
	err     error // the result, unless the connection ended first
	printer printer
	waiting map[string]*ping // for their pongs, including late ones
	settled int              // pings whose pong arrived, or is late
	tally   tally
}

func newRound(o Options, s stdio.Streams) *round {
	return &round{
		o: o, voice: stdio.NewVoice(s, o.Verbosity), printer: newPrinter(o, s),
		over: make(chan struct{}), forced: make(chan error, 1), waiting: map[string]*ping{},
	}
}

// connect tries to connect, for as long as --retry-for allows, and returns the result of the
// connection.
func (r *round) connect(target dial.Target) error {
	gap := dial.NewOutage(r.o.RetryFor)
	for {
		ws, err := target.New()
		if err != nil {
			return &status.UsageError{Err: err}
		}
		if !r.use(ws) {
			return r.outcome(client.CloseEvent{}, nil)
		}
		r.unanswered.Begin()
		var closed client.CloseEvent
		ws.OnOpen = func(e client.OpenEvent) { r.open(ws, e) }
		ws.OnPong = r.ponged
		ws.OnClose = func(e client.CloseEvent) { closed = e }
		err = dial.Pinned(r.o.Client.TLS, ws.Run(context.Background()))
		if !r.tryAgain(&gap, err) {
			return r.outcome(closed, err)
		}
	}
}

// use makes ws the connection to close at the end. It returns false if the round has already ended.
func (r *round) use(ws *client.WebSocket) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ws = ws
	return !r.ended
}

func (r *round) open(ws *client.WebSocket, e client.OpenEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	r.opened = true
	r.voice.Opened(e)
	r.note(r.printer.opened(e, ws.Redirects()))
	go func() {
		err := fault.Guard(func() error { return r.send(ws) })
		if err != nil {
			r.close(err)
		}
	}()
}

// tryAgain waits before another attempt, or returns false if there is to be none.
func (r *round) tryAgain(gap *dial.Outage, err error) bool {
	r.mu.Lock()
	last := r.opened || r.ended || r.o.RetryFor == 0
	r.mu.Unlock()
	if last || !dial.MayRetry(err) {
		return false
	}
	delay, ok := gap.Delay(dial.RetryAfter(err))
	if !ok {
		return false
	}
	r.voice.Retry(status.Explain(err), delay, dial.IsLong(delay))
	pause := time.NewTimer(delay)
	defer pause.Stop()
	select {
	case <-pause.C:
		return true
	case <-r.over:
		return false
	}
}

// outcome returns r.err if we ended the connection, and otherwise why it ended.
func (r *round) outcome(closed client.CloseEvent, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened {
		r.voice.Closed(closed)
	}
	switch {
	case r.ended && !status.IsFault(err):
		return r.err
	case r.ended, !r.opened:
		return err
	}
	r.finish()
	missing := r.missing()
	if err != nil {
		return &status.UnfinishedError{Err: err, Missing: missing}
	}
	missing.Problem = "the server closed with " + status.CloseText(closed.Code, closed.Reason) + "; " + missing.Problem
	return missing
}

// breakOff ends the round, and waits for the server for at most grace.
func (r *round) breakOff(grace time.Duration, why error) {
	time.AfterFunc(grace, func() {
		select {
		case r.forced <- why:
		default:
		}
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end(1001, grace, why)
}

// end closes the connection, and prints the summary. r.mu is held.
func (r *round) end(code int, grace time.Duration, why error) {
	if r.ended {
		return
	}
	r.err = why
	r.finish()
	if r.ws != nil {
		_ = r.ws.Close(code, "")
		time.AfterFunc(grace, r.ws.Terminate)
	}
}

// close ends the round without hurry.
func (r *round) close(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end(1000, r.o.Client.CloseTimeout, why)
}

// finish prints the summary if the connection opened, and stops sending. r.mu is held.
func (r *round) finish() {
	r.ended = true
	close(r.over)
	if r.opened {
		r.note(r.printer.summary(&r.tally))
	}
}

// note checks whether stdout accepted what was printed. A reader that has gone away isn't a
// failure. r.mu is held.
func (r *round) note(err error) {
	if err == nil {
		return
	}
	var failed error
	if !errno.Is(err, syscall.EPIPE) {
		failed = status.Localf("stdout: %w", status.WithoutPath(err))
	}
	if r.ended && r.err == nil { // it was the summary
		r.err = failed
	}
	r.end(1000, r.o.Client.CloseTimeout, failed)
}

// missing returns the error for pongs that did not arrive.
func (r *round) missing() *status.TimeoutError {
	return &status.TimeoutError{Problem: fmt.Sprintf("%d of %s did not come", r.o.Count-r.tally.came, status.Plural(r.o.Count, "pong"))}
}
