// Package session implements connect, send and listen: one connection, or one after another,
// between the standard streams and a server. It decides what ends the session, and whether
// everything went as expected. It reads no flags.
package session

import (
	"context"
	"io"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/dial"
	"wspipe/commands/program"
	"wspipe/commands/queue"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// session is a connection between the standard streams and a server, or, with --reconnect, one
// after another: source → sender → client → network, and network → client → out.
//
// It ends when the connection does. Anything else that may end it calls stop, and the first reason
// counts.
type session struct {
	o      Options
	s      stdio.Streams
	out    stdio.Output
	tally  tally        // of the messages printed; used on the client's goroutine
	source codec.Source // of the messages to send; nil: none
	sender *sender      // of those messages
	prompt *prompt      // nil except on a terminal
	// program runs in place of stdin and stdout; nil: none.
	program   *program.Program
	toProgram io.Writer
	person    *person // nil except at a terminal
	seat      func()  // finds out whether there is a person
	voice     *stdio.Voice
	// recorder is nil if nothing is recorded.
	recorder    *recording.Recorder
	recordEarly bool
	// mustSendAll makes it a failure if the connection ends before the source does.
	mustSendAll bool

	meter      *meter // nil without --write-out
	unanswered dial.Unanswered
	relay      *relay       // nil if there is only one connection
	replies    *queue.Queue // of --answer
	quiet      quiet
	stopping   chan struct{} // closed by the first stop
	forced     chan struct{} // closed when the connection is no longer waited for
	force      func()        // closes forced
	// watch returns once a signal, or stdout's reader going away, would end the session properly.
	watch func()
	// brief means that all messages are at hand, our close follows at once, and events
	// aren't reported, so that a signal needs no orderly shutdown.
	brief bool

	mu        sync.Mutex
	ws        *client.WebSocket // the connection in use; nil before the first
	connected bool              // at least once
	end       end
	lost      int // messages from the server cut off by connections that another one followed
}

func newSession(o Options, s stdio.Streams) *session {
	p := &session{o: o, s: s, tally: tally{Expected: o.Expected}, quiet: quiet{begun: time.Now()}, replies: queue.New(), stopping: make(chan struct{}), forced: make(chan struct{}), watch: func() {}, seat: func() {}}
	p.force = sync.OnceFunc(func() { close(p.forced) })
	p.voice = stdio.NewVoice(s, o.Verbosity)
	return p
}

// run connects and moves messages until the session is over. The end of caller counts as SIGTERM,
// unless its cause is another signal.
func (p *session) run(caller context.Context) (err error) {
	if p.o.WriteOut != nil {
		p.meter = &meter{begun: time.Now()}
		defer func() { err = p.meter.told(p.o.WriteOut, p.s, err) }()
	}
	p.seat()
	defer p.person.close()
	p.voice.Notes(p.o.Doubts)
	caller, unwatch := p.watchOutside(p.person.watch(caller))
	defer unwatch()
	ctx, cancel := context.WithCancel(context.WithoutCancel(caller))
	defer cancel()
	p.o.Client.Trace = p.unanswered.Trace(p.meter.trace(p.voice.Trace()))
	target, err := p.o.Target(p.o.Url)
	if err != nil {
		return &status.LocalError{Err: err}
	}
	defer target.Release()
	p.out = stdio.NewOutput(p.shown(), p.o.Formats, func(err error) { p.stop(settled, err) })
	defer context.AfterFunc(caller, func() { p.interrupt(cancel, stdio.SignalGrace, status.Interruption(caller)) })()
	if p.o.Timeout > 0 {
		defer time.AfterFunc(p.o.Timeout, func() { p.interrupt(cancel, stdio.TimeoutGrace, p.unanswered.Late(p.o.Timeout)) }).Stop()
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
	if lost := (&status.LostError{Sent: int(p.sender.lost.Load()), Received: p.lost, Unsent: p.person.unsent()}); err == nil && *lost != (status.LostError{}) {
		err = lost
	}
	return p.person.end(err, last)
}

// watchOutside starts watching signals and the reader of stdout. In a brief session it starts when
// watch is called, or when the session turns out not to be so brief. The returned context ends with
// a signal.
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
