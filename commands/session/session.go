// Package session is connect, send and listen: one connection between the
// standard streams and a server, or one after the other; what goes both ways,
// what ends it, and whether that is what was expected. It reads no flags.
package session

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/program"
	"wspipe/commands/queue"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// session is a connection between the standard streams, or, with --reconnect,
// one after the other: source → sender → client → network, and network →
// client → out.
//
// It ends when the connection does. What else may end it calls stop, and the
// first such reason counts.
type session struct {
	o      Options
	s      stdio.Streams
	out    stdio.Output
	tally  tally        // of the messages printed; the client's goroutine has it
	source codec.Source // of the messages to send; nil where there is none
	sender *sender      // from there
	prompt *prompt      // nil but on a terminal
	// program is what runs in place of stdin and stdout; nil: nothing does.
	program   *program.Program
	toProgram io.Writer
	person    *person // nil but in a session at one
	seat      func()  // looks who is there
	voice     *stdio.Voice
	// recorder is nil where nothing is recorded.
	recorder    *recording.Recorder
	recordEarly bool
	// mustSendAll: a connection that ends before the source does is a failure.
	mustSendAll bool

	meter    *meter       // nil but for --write-out
	relay    *relay       // nil where there is one connection only
	replies  *queue.Queue // to what --answer is about
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
	end       end
	lost      int // messages from the server, with a connection after which there was another
}

func newSession(o Options, s stdio.Streams) *session {
	p := &session{o: o, s: s, tally: tally{Expected: o.Expected}, quiet: quiet{begun: time.Now()}, replies: queue.New(), stopping: make(chan struct{}), forced: make(chan struct{}), watch: func() {}, seat: func() {}}
	p.force = sync.OnceFunc(func() { close(p.forced) })
	p.voice = stdio.NewVoice(s, o.Verbosity)
	return p
}

// run connects and moves messages until the session is over. The end of
// caller counts as SIGTERM, if its cause is no other signal.
func (p *session) run(caller context.Context) (err error) {
	if p.o.WriteOut != nil {
		p.meter = &meter{begun: time.Now()}
		defer func() { err = p.meter.told(p.o.WriteOut, p.s, err) }()
	}
	p.seat()
	defer p.person.close()
	caller, unwatch := p.watchOutside(p.person.watch(caller))
	defer unwatch()
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	p.o.Client.Trace = p.meter.trace(p.voice.Trace())
	target, err := p.o.Target(p.o.Url)
	if err != nil {
		return &status.LocalError{Err: err}
	}
	defer target.Release()
	p.out = stdio.NewOutput(p.shown(), p.o.Formats, func(err error) { p.stop(settled, err) })
	defer context.AfterFunc(caller, func() { p.interrupt(cancel, stdio.SignalGrace, status.Interruption(caller)) })()
	if p.o.Timeout > 0 {
		late := &status.TimeoutError{Problem: fmt.Sprintf("not done within %v", p.o.Timeout)}
		defer time.AfterFunc(p.o.Timeout, func() { p.interrupt(cancel, stdio.TimeoutGrace, late) }).Stop()
	}
	defer p.prompt.end()
	over := make(chan struct{})
	defer close(over)
	p.sender = &sender{source: p.paced(over), voice: p.voice, recorder: p.recorder, person: p.person}
	if p.o.Reconnect || p.person != nil {
		p.relay = newRelay()
		p.sender.relay, p.sender.backlog = p.relay, &backlog{}
	}
	last := p.connections(ctx, target)
	failed := p.endProgram()
	if err = p.withUnsent(p.outcome(last)); err == nil {
		err = failed
	}
	if lost := (&status.LostError{Sent: int(p.sender.lost.Load()), Received: p.lost}); err == nil && *lost != (status.LostError{}) {
		err = lost
	}
	return p.person.end(err, last)
}

// watchOutside begins to look at signals and at the reader of stdout; in a
// brief session when watch is called, or when it turns out not to be so brief.
// The context it returns ends with a signal.
func (p *session) watchOutside(caller context.Context) (watched context.Context, unwatch func()) {
	after := time.Duration(0)
	if p.brief {
		after = stdio.BriefTime
	}
	caller, signals := p.s.WatchSignals(caller, after)
	reader := &stdio.ReaderWatch{Out: p.shown().Out, Gone: func() { p.stop(settled, nil) }}
	if p.brief {
		time.AfterFunc(after, reader.Begin)
	} else {
		reader.Begin()
	}
	p.watch = func() {
		signals()
		reader.Begin()
	}
	return caller, reader.End
}
