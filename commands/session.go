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

// session is a connection between the standard streams, or, with --reconnect,
// one after the other: source → sender → client → network, and network →
// client → out.
//
// It ends when the connection does. What else may end it calls stop, and the
// first such reason counts.
type session struct {
	o      options
	s      streams
	out    *output
	tally  tally   // of the messages printed; the client's goroutine has it
	source source  // of the messages to send; nil where there is none
	sender *sender // from there
	prompt *prompt // nil but on a terminal
	report *report
	// recorder is nil where nothing is recorded.
	recorder    *recorder
	recordEarly bool
	// mustSendAll: a connection that ends before the source does is a failure.
	mustSendAll bool

	relay    *relay
	quiet    quiet
	stopping chan struct{} // closed by the first stop
	forced   chan struct{} // closed when waiting for the connection is over
	force    func()        // closes it
	// watch returns once a signal, or a reader of stdout that goes away, would
	// end the session in good order.
	watch func()
	// brief: all there is to send is at hand, our close follows it at once, and
	// nobody is told of what happens: there is no order that a signal must keep.
	brief bool

	mu        sync.Mutex
	ws        *client.WebSocket // the connection in use; nil before the first
	connected bool              // at least once
	stopped   bool
	cutShort  bool // by a signal, or because time was up
	settled   bool // result is the session's, whatever the connection says
	result    error
	lost      int // messages from the server, with a connection after which there was another
}

func newSession(o options, s streams) *session {
	p := &session{o: o, s: s, tally: tally{expected: o.expected}, relay: newRelay(), stopping: make(chan struct{}), forced: make(chan struct{}), watch: func() {}}
	p.force = sync.OnceFunc(func() { close(p.forced) })
	p.report = &report{w: s.err, quiet: o.quiet, verbose: o.verbose, color: o.color && s.errTTY}
	if o.quiet {
		p.report.verbose = 0
	}
	return p
}

// run connects and moves messages until the session is over. The end of
// caller counts as SIGTERM, if its cause is no other signal.
func (p *session) run(caller context.Context) error {
	caller, unwatch := p.watchOutside(caller)
	defer unwatch()
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	url, closeEcho, err := startEcho(p.o.url)
	if err != nil {
		return &localError{err}
	}
	defer closeEcho()
	p.o.client.Trace = p.report.trace()
	p.out = newOutput(p.s, p.o)
	defer context.AfterFunc(caller, func() { p.interrupt(cancel, signalGrace, interruption(caller)) })()
	if p.o.timeout > 0 {
		late := &timeoutError{fmt.Sprintf("not done within %v", p.o.timeout)}
		defer time.AfterFunc(p.o.timeout, func() { p.interrupt(cancel, timeoutGrace, late) }).Stop()
	}
	defer p.prompt.end()
	p.sender = &sender{source: p.source, relay: p.relay, report: p.report, recorder: p.recorder}
	if p.o.reconnect {
		p.sender.backlog = &backlog{}
	}
	err = p.withUnsent(p.outcome(p.connections(ctx, url)))
	if lost := (&lostError{int(p.sender.lost.Load()), p.lost}); err == nil && *lost != (lostError{}) {
		return lost
	}
	return err
}

// withUnsent adds to how it ended what the end has kept from being sent. Who
// stops reading early does it on purpose where that end was expected.
func (p *session) withUnsent(err error) error {
	ended := err == nil || is[*client.CloseError](err) || is[*client.TimeoutError](err) || is[*client.ProtocolError](err)
	if !ended || !p.connected || p.isSettled() || p.source == nil || p.o.expected.close != 0 {
		return err
	}
	n, what, all := p.sender.unsent()
	switch {
	case n == 0 && (all || !p.mustSendAll):
		return err
	case err != nil:
		return &unfinishedError{err, errors.New(what)}
	case p.mustSendAll:
		return localf("the server closed before everything was sent: %s", what)
	}
	p.report.say(what + ": the connection closed")
	return nil
}

// watchOutside begins to look at signals and at the reader of stdout; in a
// brief session when watch is called, or when it turns out not to be so brief.
// The context it returns ends with a signal.
func (p *session) watchOutside(caller context.Context) (watched context.Context, unwatch func()) {
	after := time.Duration(0)
	if p.brief {
		after = briefTime
	}
	caller, signals := p.s.watchSignals(caller, after)
	reader := &readerWatch{out: p.s.out, gone: func() { p.stop(nil, true) }}
	if p.brief {
		time.AfterFunc(after, reader.begin)
	} else {
		reader.begin()
	}
	p.watch = func() {
		signals()
		reader.begin()
	}
	return caller, reader.end
}

// stop closes the connection in the normal way. If it is settled, result is
// the session's, and nothing that still comes is of interest; else the
// connection has the last word, and time to say it.
func (p *session) stop(result error, settled bool) {
	ws := p.note(result, settled)
	if ws == nil {
		return
	}
	_ = ws.Close(p.o.closeCode, p.o.closeReason)
	if settled {
		time.AfterFunc(p.o.client.CloseTimeout, ws.Terminate)
	}
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
	p.mu.Lock()
	p.cutShort = true
	p.mu.Unlock()
	ws := p.note(result, true)
	cancel()
	time.AfterFunc(grace, func() {
		if ws != nil {
			ws.Terminate()
		}
		p.force()
	})
}

// note keeps the first reason to end, and returns the connection to be ended:
// once there is a reason, no other is made.
func (p *session) note(result error, settled bool) *client.WebSocket {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.stopped {
		close(p.stopping)
	}
	if !p.stopped || settled && !p.settled {
		p.stopped, p.settled, p.result = true, settled, result
	}
	return p.ws
}

// reason is why we ended the session ourselves, if that was an error.
func (p *session) reason() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.result
}

// isSettled: nothing more was wanted of the connection.
func (p *session) isSettled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settled
}

// outcome weighs what ended the connection against what was asked for.
func (p *session) outcome(end ending) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.settled {
		return p.tally.unfinished(p.result, end)
	}
	if p.stopped {
		end.waited, end.ours = true, p.o.closeCode
	}
	return p.tally.unfinished(p.tally.verdict(end), end)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
