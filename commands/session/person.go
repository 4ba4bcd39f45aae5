package session

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"wspipe/client"
	"wspipe/client/errno"
	"wspipe/codec"
	"wspipe/commands/dial"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/terminal"
)

// person is the user at a terminal: messages and events are shown above the line being typed. A nil
// person is nobody.
type person struct {
	session *session
	screen  screen
	leaves  string // how to leave the session, for the greeting

	sent, came traffic     // over the current connection
	pinged     atomic.Bool // the person waits for a pong
	moved      atomic.Bool // unsent messages were meant for another server
	stranded   atomic.Bool // the person left while there was no connection

	mu     sync.Mutex
	opened time.Time // when the first connection opened
	since  time.Time // when the current one did
	last   client.OpenEvent
	outage time.Time     // since when there has been no connection
	why    string        // the last reason shown for it
	cancel func(error)   // ends the session as a signal does
	signal error         // the typed one
	record *recordFile   // what /record began
	redial *redial       // what /connect asks for
	again  chan struct{} // ends a pause for that
}

// screen is what a person reads from and types on.
type screen interface {
	Received(from int, kind codec.Type, body io.Reader) (complete bool, err error)
	Sent(kind codec.Type, data []byte)
	Notice(tone terminal.Tone, text string)
	Verbose() io.Writer
	Restore()
	Close()
}

// sitDown connects the session to the user if there is a terminal, for typing too unless watch is
// true. It returns false if there is no one.
func (p *session) sitDown(watch bool) bool {
	o, seat := p.o.Wishes.Options(p.s, p.o.Formats, p.o.Url)
	if _, err := dial.URL(p.o.Url); err != nil && p.o.Url != dial.Echo || watch && seat != terminal.Editing {
		return false
	}
	h := &person{session: p, again: make(chan struct{}, 1), cancel: func(error) {}, leaves: "Ctrl-D leaves"}
	o.Color, o.Watch = p.o.Color, watch
	switch seat {
	case terminal.Nobody:
		return false
	case terminal.Editing:
		if !h.edit(o) {
			return false
		}
	case terminal.Simple:
		plain := terminal.NewPlain(p.s, o)
		h.screen, p.source = plain, plain
	}
	p.person = h
	p.voice.To(h.screen.Verbose())
	if p.source != nil && !p.o.WaitGiven {
		p.o.Wait = 0
	}
	if p.recorder == nil {
		p.recorder = recording.NewIdleRecorder(p.o.MaxMessageSize, p.recordFailed)
	}
	return true
}

// edit starts a session with an editor, or one in which nothing is typed.
func (h *person) edit(o terminal.Options) bool {
	p := h.session
	o.Interrupt, o.Leave, o.Fault = h.interrupt, h.leave, func(err error) { p.stop(settled, err) }
	switch {
	case o.Watch:
		h.leaves = "q leaves"
	case !p.o.Wishes.NoSlash:
		h.leaves = "/help, Ctrl-D leaves"
		o.Session = h
	}
	exit := p.s.Exit
	if exit != nil {
		p.s.Exit = func(status int) {
			h.restore()
			exit(status)
		}
	}
	edited, err := terminal.Start(o)
	if err != nil { // an unknown kind of terminal
		p.s.Exit = exit
		return false
	}
	h.mu.Lock()
	h.screen = edited
	h.mu.Unlock()
	if !o.Watch {
		p.source = edited.Messages()
	}
	return true
}

// restore restores the terminal before the program exits at once.
func (h *person) restore() {
	h.mu.Lock()
	screen := h.screen
	h.mu.Unlock()
	if screen != nil {
		screen.Restore()
	}
}

// idle is called when no more messages follow immediately.
func (h *person) idle() {
	if h == nil {
		return
	}
	if plain, ok := h.screen.(*terminal.Plain); ok {
		plain.Idle()
	}
}

func (h *person) close() {
	if h != nil {
		h.screen.Close()
	}
}

// watch lets the keys that mean signals end the session.
func (h *person) watch(caller context.Context) context.Context {
	if h == nil {
		return caller
	}
	watched, cancel := context.WithCancelCause(caller)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.cancel = cancel; h.signal != nil {
		cancel(h.signal)
	}
	return watched
}

// current returns the connection in use; nil before the first.
func (h *person) current() *client.WebSocket {
	h.session.mu.Lock()
	defer h.session.mu.Unlock()
	return h.session.ws
}

// message shows a message, and reports whether all of it arrived and was shown.
func (h *person) message(kind codec.Type, body io.Reader) (complete bool) {
	counted := &counter{Reader: body}
	complete, err := h.screen.Received(0, kind, counted)
	h.came.add(counted.n)
	h.session.out.Cut = !complete
	switch {
	case err == nil:
		return complete
	case errors.Is(err, syscall.EIO), errno.Is(err, syscall.EPIPE): // the terminal is gone
		h.session.stop(settled, nil)
	default:
		h.session.stop(settled, status.Localf("stdout: %w", status.WithoutPath(err)))
	}
	return false
}

// passed counts a message that the current connection has taken.
func (h *person) passed(m codec.Part) {
	if h != nil && m.Type != codec.Ping && m.Last {
		h.sent.add(len(m.Data))
	}
}

// unasked shows a message that was sent without being typed.
func (h *person) unasked(m Message) {
	if h != nil {
		h.sent.add(len(m.Payload))
		h.screen.Sent(m.Type, m.Payload)
	}
}
