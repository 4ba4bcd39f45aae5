package client

import "wspipe/client/unacked"

// progress watches whether the peer's system still accepts what we send, up to our
// Close frame. It distinguishes a slow upload from a stuck one.
type progress struct {
	ws    *WebSocket
	acked int64
}

func (ws *WebSocket) newProgress() progress {
	p := progress{ws: ws}
	p.made()
	return p
}

// made reports whether more has been acknowledged since the last call; it returns false
// if the system can't tell.
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
