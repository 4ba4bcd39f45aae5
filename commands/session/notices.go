package session

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/terminal"
)

// What a person is told about the connection.

// say shows a notice, unless -q is given.
func (h *person) say(tone terminal.Tone, text string) {
	if h != nil && !h.session.o.Quiet {
		h.screen.Notice(tone, text)
	}
}

// connected announces a connection, unless it is a further one over which unsent messages go first:
// back announces that.
func (h *person) connected(e client.OpenEvent) {
	if h == nil {
		return
	}
	h.sent.reset()
	h.came.reset()
	h.mu.Lock()
	h.last, h.why, h.since = e, "", time.Now()
	first := h.opened.IsZero()
	if first {
		h.opened = h.since
	}
	outage := !h.outage.IsZero()
	h.mu.Unlock()
	switch {
	case outage && h.session.sender.resuming.Load():
	case outage:
		h.back(0)
	default:
		text := "connected to " + status.Printable(e.URL)
		if e.Protocol != "" {
			text += ", subprotocol " + status.Printable(e.Protocol)
		}
		if first {
			text += " (" + h.leaves + ")"
		}
		h.say(terminal.Happened, text)
	}
}

// back announces a connection after an outage, with the number of messages that had waited and were
// sent over it.
func (h *person) back(waited int) {
	if h == nil {
		return
	}
	h.mu.Lock()
	since := h.outage
	h.outage = time.Time{}
	h.mu.Unlock()
	if since.IsZero() {
		return
	}
	text := fmt.Sprintf("connected again after %.1f s", time.Since(since).Seconds())
	if edited, ok := h.screen.(*terminal.Terminal); ok {
		waited += edited.Messages().Waiting()
	}
	if waited > 0 {
		text += "; " + status.Waited(waited) + " sent"
	}
	h.say(terminal.Happened, text)
}

// shownAtLeast is the shortest pause that is shown, so that none shows as 0.0 s.
const shownAtLeast = 100 * time.Millisecond

// shownAgain is the shortest pause after which the same reason is shown again.
const shownAgain = time.Second

// retry announces an outage, and when the next attempt is made.
func (h *person) retry(why string, delay time.Duration) {
	h.mu.Lock()
	same := why == h.why && delay < shownAgain
	h.why = why
	again := "trying"
	if !h.opened.IsZero() {
		again = "connecting"
	}
	if h.outage.IsZero() && !h.opened.IsZero() {
		h.outage = time.Now()
	}
	h.mu.Unlock()
	if same {
		return
	}
	h.say(terminal.Outage, fmt.Sprintf("%s; %s again in %.1f s", why, again, max(delay, shownAtLeast).Seconds()))
}

// end restores the terminal, and first shows there how the session ended. A fault of our own, or an
// error before any connection opened, is returned to be reported as usual.
func (h *person) end(err error, last ending) error {
	if h == nil {
		return err
	}
	defer h.screen.Close()
	h.stopRecording()
	h.mu.Lock()
	opened := !h.opened.IsZero()
	h.mu.Unlock()
	var signal *status.SignalError
	switch {
	case errors.As(err, &signal) && (signal.Signal == syscall.SIGINT || signal.Signal == syscall.SIGQUIT):
	case status.IsFault(err), err != nil && !opened:
		return err
	case err != nil:
		h.say(terminal.Failure, status.Explain(err))
	case h.session.ended().how == no:
		h.say(terminal.Happened, "the server closed with "+status.CloseText(last.code, last.reason))
	}
	if err != nil {
		return &status.QuietError{Err: err}
	}
	return nil
}
