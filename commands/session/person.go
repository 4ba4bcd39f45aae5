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

// person is who sits at a terminal: what comes is shown above the line that is
// typed there, and so is what happens. A nil person is nobody.
type person struct {
	session *session
	screen  screen
	leaves  string // how the session is left, in the words of the greeting

	sent, came traffic
	pinged     atomic.Bool // somebody waits for a pong
	moved      atomic.Bool // what isn't sent was for another server

	mu     sync.Mutex
	opened time.Time // of the first connection
	last   client.OpenEvent
	outage time.Time     // since when there is no connection
	why    string        // what was last told of that
	cancel func(error)   // ends the session as a signal does
	signal error         // that was typed
	record *recordFile   // what /record began
	redial *redial       // what /connect asks for
	again  chan struct{} // wakes who pauses for that
}

// screen is what a person looks at, and types on.
type screen interface {
	Received(from int, kind codec.Type, body io.Reader) (complete bool, err error)
	Sent(kind codec.Type, data []byte)
	Notice(tone terminal.Tone, text string)
	Verbose() io.Writer
	Restore()
	Close()
}

// sitDown has somebody who is at a terminal see the session, and type unless
// watch is true; false where nobody is.
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
	if p.source != nil {
		p.source = &typed{p.source, &h.sent}
		if !p.o.WaitGiven {
			p.o.Wait = 0
		}
	}
	if p.recorder == nil {
		p.recorder = recording.NewIdleRecorder(p.o.MaxMessageSize, p.recordFailed)
	}
	return true
}

// edit begins a session with an editor, or one in which nothing is typed.
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
	if err != nil { // of a kind that we don't know
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

// restore gives the terminal back, for whoever ends the program at once.
func (h *person) restore() {
	h.mu.Lock()
	screen := h.screen
	h.mu.Unlock()
	if screen != nil {
		screen.Restore()
	}
}

// idle is for when no more messages come at once.
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

// watch has the keys that stand for signals end the session.
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

// current is the connection in use; nil before the first.
func (h *person) current() *client.WebSocket {
	h.session.mu.Lock()
	defer h.session.mu.Unlock()
	return h.session.ws
}

// message shows one, and tells whether all of it came and was shown.
func (h *person) message(kind codec.Type, body io.Reader) (complete bool) {
	counted := &counter{Reader: body}
	complete, err := h.screen.Received(0, kind, counted)
	h.came.add(counted.n)
	h.session.out.Cut = !complete
	switch {
	case err == nil:
		return complete
	case errors.Is(err, syscall.EIO), errno.Is(err, syscall.EPIPE): // nobody sits there any more
		h.session.stop(settled, nil)
	default:
		h.session.stop(settled, status.Localf("stdout: %w", status.WithoutPath(err)))
	}
	return false
}

// unasked shows a message that was sent without being typed.
func (h *person) unasked(m Message) {
	if h != nil {
		h.sent.add(len(m.Payload))
		h.screen.Sent(m.Type, m.Payload)
	}
}
