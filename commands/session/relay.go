package session

import (
	"sync"

	"wspipe/client"
)

// relay hands the connections after the first to the sender, one after another, as they open. It is
// nil without --reconnect.
type relay struct {
	mu      sync.Mutex
	changed sync.Cond
	ws      *client.WebSocket
	before  int64 // messages that ws had sent when it was handed over
	over    bool
}

func newRelay() *relay {
	r := &relay{}
	r.changed.L = &r.mu
	return r
}

// pass hands ws over, unless it is the first: the sender starts with that one.
func (r *relay) pass(ws *client.WebSocket) (first bool) {
	if r == nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.ws == nil
	r.ws, r.before = ws, ws.Sent()
	r.changed.Broadcast()
	return first
}

// end announces that no other connection will follow.
func (r *relay) end() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	r.changed.Broadcast()
}

// after waits for the connection that follows ws; nil if there is none.
func (r *relay) after(ws *client.WebSocket) *client.WebSocket {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.ws == ws && !r.over {
		r.changed.Wait()
	}
	if r.ws == ws {
		return nil
	}
	return r.ws
}

// inDoubt returns how many messages the sender gave to ws that may not have arrived, now that the
// connection has dropped.
func (r *relay) inDoubt(ws *client.WebSocket) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ws != ws {
		return 0
	}
	return int(ws.Sent() - max(ws.Delivered(), r.before))
}
