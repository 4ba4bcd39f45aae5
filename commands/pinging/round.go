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

// round is one connection, the pings sent over it, and what came of them. It ends
// when every pong has come or is late, when the connection does, or when
// somebody breaks it off; the first of these counts.
type round struct {
	o      Options
	voice  *stdio.Voice
	over   chan struct{} // closed at the end
	forced chan error    // has why, once the connection has been waited for long enough

	mu      sync.Mutex
	ws      *client.WebSocket // the connection in use; nil before the first attempt
	opened  bool
	ended   bool
	err     error // what the end comes to, unless the connection came first
	printer printer
	waiting map[string]*ping // for their pongs, also those that are late
	settled int              // pings whose pong came, or is late
	tally   tally
}

func newRound(o Options, s stdio.Streams) *round {
	return &round{
		o: o, voice: stdio.NewVoice(s, o.Verbosity), printer: newPrinter(o, s),
		over: make(chan struct{}), forced: make(chan error, 1), waiting: map[string]*ping{},
	}
}

// connect tries until there is a connection, as long as --retry-for says, and
// returns what became of it.
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
		var closed client.CloseEvent
		ws.OnOpen = func(e client.OpenEvent) { r.open(ws, e) }
		ws.OnPong = r.ponged
		ws.OnClose = func(e client.CloseEvent) { closed = e }
		err = ws.Run(context.Background())
		if !r.tryAgain(&gap, err) {
			return r.outcome(closed, err)
		}
	}
}

// use makes ws the connection that is closed at the end; false if that has come.
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

// tryAgain waits before another attempt; false where there is to be none.
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

// outcome is r.err where we ended the connection, and else what did.
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

// breakOff ends it for a reason that lets the server have grace, and no more.
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

// end closes the connection, and sums up. r.mu is held.
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

// close is end for what is not in a hurry.
func (r *round) close(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end(1000, r.o.Client.CloseTimeout, why)
}

// finish sums up if there is anything to, and ends the sending. r.mu is held.
func (r *round) finish() {
	r.ended = true
	close(r.over)
	if r.opened {
		r.note(r.printer.summary(&r.tally))
	}
}

// note looks whether stdout took what was printed. That nobody reads it any more
// is no failure. r.mu is held.
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

// missing is the error of pongs that did not come.
func (r *round) missing() *status.TimeoutError {
	return &status.TimeoutError{Problem: fmt.Sprintf("%d of %s did not come", r.o.Count-r.tally.came, status.Plural(r.o.Count, "pong"))}
}
