package session

import (
	"os"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// interrupt is a key that stands for a signal. The second one ends the program
// at once, as a second signal does.
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

// handshakeGrace is how long a handshake may take that is under way when
// somebody leaves: a connection that opens is closed in good order.
const handshakeGrace = 500 * time.Millisecond

// leave is for when somebody leaves and the end of what was typed isn't waited
// for: where there is no connection to send it over, or no line.
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
	case ws != nil && ws.ReadyState() == client.Closing && !h.redials(): // its end is ours
	case ws == nil || ws.ReadyState() != client.Open:
		p.stop(settled, nil)
	case p.source == nil:
		p.stopNow()
	}
}
