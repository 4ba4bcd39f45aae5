package commands

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"wspipe/client"
)

const (
	signalGrace  = 2 * time.Second        // for the closing handshake, when interrupted
	timeoutGrace = 100 * time.Millisecond // to get our Close frame out, when time is up
)

// session is one connection between the standard streams: source → ws → out.
//
// It ends when the connection does. What else may end it calls stop, and the
// first such reason counts.
type session struct {
	o      options
	s      streams
	ws     *client.WebSocket
	out    *output
	source source  // of the messages to send; nil where there is none
	prompt *prompt // nil but on a terminal
	report *report
	// mustSendAll: a connection that ends before the source does is a failure.
	mustSendAll bool

	quiet  quiet
	forced chan struct{} // closed when waiting for the connection is over
	// signalsWatched returns once a signal would end the session in good order.
	signalsWatched func()

	mu      sync.Mutex
	stopped bool
	settled bool  // result is the session's, whatever the connection says
	result  error //
	sentAll bool
	unsent  error // why a message that was read could not be sent
}

func newSession(o options, s streams) *session {
	p := &session{o: o, s: s, forced: make(chan struct{}), signalsWatched: func() {}}
	p.report = &report{w: s.err, verbose: o.verbose, color: o.color && s.errTTY}
	if o.quiet {
		p.report.verbose = 0
	}
	return p
}

// run connects and moves messages until the session is over. The end of
// caller counts as SIGTERM, if its cause is no other signal.
func (p *session) run(caller context.Context) error {
	if p.s.signals {
		caller, p.signalsWatched = withSignals(caller)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	url, closeEcho, err := startEcho(p.o.url)
	if err != nil {
		return &localError{err}
	}
	defer closeEcho()
	p.o.client.Trace = p.report.trace()
	if p.ws, err = client.New(url, p.o.client); err != nil {
		return &usageError{err}
	}
	p.out = newOutput(p.s, p.o)
	defer watchReader(p.s.out, func() { p.stop(nil, true) })()
	defer context.AfterFunc(caller, func() { p.interrupt(cancel, signalGrace, interruption(caller)) })()
	if p.o.timeout > 0 {
		late := &timeoutError{fmt.Sprintf("not done within %v", p.o.timeout)}
		defer time.AfterFunc(p.o.timeout, func() { p.interrupt(cancel, timeoutGrace, late) }).Stop()
	}
	return p.outcome(p.runClient(ctx))
}

// runClient returns when the connection has ended, or isn't worth waiting for.
func (p *session) runClient(ctx context.Context) error {
	p.ws.OnOpen = p.opened
	p.ws.OnMessage = p.received
	p.ws.OnIdle = p.idle
	p.ws.OnPing = func(e client.PingEvent) { p.outputFailed(p.out.control("ping", e.Data)) }
	p.ws.OnPong = func(e client.PingEvent) {
		p.report.pong(e)
		p.outputFailed(p.out.control("pong", e.Data))
	}
	p.ws.OnError = func(e client.ErrorEvent) { p.outputFailed(p.out.failed(explain(e.Err))) }
	p.ws.OnClose = p.closed
	done := make(chan error, 1)
	go func() { done <- p.ws.Run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-p.forced:
		return errForced
	}
}

var errForced = errors.New("ended before the connection")

func (p *session) opened(e client.OpenEvent) {
	p.signalsWatched()
	p.report.opened(e)
	p.outputFailed(p.out.opened(e))
	go p.sendAll()
}

func (p *session) received(e client.MessageEvent) {
	p.quiet.busy()
	if p.out.full() {
		return
	}
	p.prompt.hide()
	if p.outputFailed(p.out.message(e)) {
		return
	}
	if p.out.full() {
		p.stop(nil, true)
	}
}

func (p *session) idle() {
	p.outputFailed(p.out.flush())
	p.prompt.show()
	p.quiet.idle()
}

func (p *session) closed(e client.CloseEvent) {
	p.prompt.end()
	p.report.closed(e)
	p.outputFailed(p.out.closed(e))
	p.outputFailed(p.out.flush())
}

// outputFailed ends the session on an error of stdout. A reader that went
// away has had what it wanted.
func (p *session) outputFailed(err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, syscall.EPIPE):
		p.stop(nil, true)
	default:
		p.stop(localf("stdout: %w", withoutPath(err)), true)
	}
	return true
}

// stop closes the connection in the normal way. If it is settled, result is
// the session's, else the connection has the last word.
func (p *session) stop(result error, settled bool) {
	p.note(result, settled)
	_ = p.ws.Close(p.o.closeCode, p.o.closeReason)
}

// interruption is the signal that ended ctx.
func interruption(ctx context.Context) *signalError {
	var s *signalError
	if errors.As(context.Cause(ctx), &s) {
		return s
	}
	return &signalError{syscall.SIGTERM}
}

// interrupt closes with 1001 and waits no longer than grace.
func (p *session) interrupt(cancel func(), grace time.Duration, result error) {
	p.note(result, true)
	cancel()
	time.AfterFunc(grace, func() {
		p.ws.Terminate()
		close(p.forced)
	})
}

func (p *session) note(result error, settled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped && (p.settled || !settled) {
		return
	}
	p.stopped, p.settled, p.result = true, settled, result
}

// outcome weighs what ended the connection against what was asked for.
func (p *session) outcome(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.settled:
		return p.result
	case err != nil:
		return err
	case p.mustSendAll && (!p.sentAll || p.ws.BufferedAmount() > 0):
		return localf("the server closed before everything was sent")
	case p.o.count > 0 && !p.out.full():
		return &unmetError{fmt.Sprintf("expected %s, got %d", plural(p.o.count, "message"), p.out.printed)}
	}
	if p.unsent != nil {
		p.report.say(explain(p.unsent))
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
