package client

import "wspipe/client/unacked"

// progress tells whether the peer's system goes on taking what we send, up to
// our Close frame. That is how an upload that is slow can be told from one
// that is stuck.
type progress struct {
	ws    *WebSocket
	acked int64
}

func (ws *WebSocket) newProgress() progress {
	p := progress{ws: ws}
	p.made()
	return p
}

// made tells whether more was acknowledged than when it was called last;
// never, where the system doesn't tell.
func (p *progress) made() bool {
	waiting, ok := unacked.Bytes(p.ws.conn)
	if !ok {
		return false
	}
	acked := p.ws.out.given.Load() - waiting
	if last := p.ws.out.closedAt.Load(); last != 0 {
		acked = min(acked, last)
	}
	made := acked > p.acked
	p.acked = max(acked, p.acked)
	return made
}
