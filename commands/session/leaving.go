package session

import (
	"os"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
)

// interrupt handles a key that means a signal. The second one ends the program at once, like a
// second signal.
func (h *person) interrupt(s os.Signal) {
	why := stdio.Caught(s)
	h.mu.Lock()
	cancel, again := h.cancel, h.signal != nil
	h.signal = why
	h.mu.Unlock()
	if exit := h.session.s.Exit; again && exit != nil {
		exit(status.Of(why))
	}
	cancel(why)
}

// handshakeGrace is how long a pending handshake may still take when the user leaves: a connection
// that opens in that time is closed properly.
const handshakeGrace = 500 * time.Millisecond

// unsent returns how many messages were still waiting for a connection when the user left without one.
func (h *person) unsent() int {
	if h == nil || !h.stranded.Load() {
		return 0
	}
	return h.waiting()
}

// waiting returns how many messages wait to be sent.
func (h *person) waiting() (n int) {
	if h == nil {
		return 0
	}
	s := h.session.sender
	s.inHand.Lock()
	defer s.inHand.Unlock()
	if s.to.WS != nil {
		s.backlog.settle(s.to.WS)
		n = s.backlog.len()
	}
	if edited, ok := h.screen.(*terminal.Terminal); ok {
		n += edited.Messages().Waiting()
	}
	return n
}

// leave handles leaving without waiting for the end of the typed input: when there is no connection
// to send it over, or no line to type in.
func (h *person) leave() {
	if ws := h.current(); ws != nil && ws.ReadyState() == client.Connecting {
		time.AfterFunc(handshakeGrace, h.leaveNow)
	} else {
		h.leaveNow()
	}
}

func (h *person) leaveNow() {
	p := h.session
	switch ws := h.current(); {
	case ws != nil && ws.ReadyState() == client.Closing && !h.redials(): // it is closing already
	case ws == nil || ws.ReadyState() != client.Open:
		h.stranded.Store(true)
		p.stop(settled, nil)
	case p.source == nil:
		p.stopNow()
	}
}
