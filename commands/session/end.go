package session

import (
	"fmt"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// how tells who ends a session, each outdoing those before it.
type how int

const (
	no      how = iota // it goes on
	waited             // we do, since --wait ran out: the connection has the last word
	settled            // we do, and err is what it comes to, whatever the connection says
	cut                // a signal does, or --timeout, and the same
)

// end is how a session ends, and why, if that is an error.
type end struct {
	how how
	err error
}

// note keeps the first reason, unless it leaves the last word to the
// connection and the next one doesn't.
func (e *end) note(how how, err error) {
	if e.how == no || e.how == waited && how >= settled {
		e.err = err
	}
	e.how = max(e.how, how)
}

// stop closes the connection in the normal way. The connection has time to say
// its last word, unless the end is settled: then nothing that still comes is
// of interest.
func (p *session) stop(how how, why error) {
	ws := p.note(how, why)
	if ws == nil {
		return
	}
	_ = ws.Close(p.closing())
	if how >= settled {
		time.AfterFunc(p.o.Client.CloseTimeout, ws.Terminate)
	}
}

// stopNow closes because somebody wants to leave. The connection has the last
// word, but not for ever.
func (p *session) stopNow() {
	p.stop(waited, nil)
	p.mu.Lock()
	ws := p.ws
	p.mu.Unlock()
	if ws == nil {
		return
	}
	time.AfterFunc(p.o.Client.CloseTimeout, func() {
		if ws.ReadyState() != client.Closed {
			p.note(settled, &status.TimeoutError{Problem: fmt.Sprintf("the server did not answer our Close within %v", p.o.Client.CloseTimeout)})
			ws.Terminate()
		}
	})
}

// closing is what we close with.
func (p *session) closing() (code int, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.o.CloseCode, p.o.CloseReason
}

func (p *session) closeWith(code int, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.o.CloseCode, p.o.CloseReason = code, reason
}

// interrupt closes with 1001 and waits no longer than grace.
func (p *session) interrupt(cancel func(), grace time.Duration, why error) {
	ws := p.note(cut, why)
	cancel()
	time.AfterFunc(grace, func() {
		if ws != nil {
			ws.Terminate()
		}
		p.force()
	})
}

// note returns the connection to be ended: once there is a reason to end, no
// other is made.
func (p *session) note(how how, why error) *client.WebSocket {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end.how == no {
		close(p.stopping)
	}
	p.end.note(how, why)
	if how >= settled {
		p.hurryProgram()
	}
	return p.ws
}

// ended is how the session ends, as far as that is known.
func (p *session) ended() end {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end
}

// outcome weighs what ended the connection against what was asked for.
func (p *session) outcome(end ending) error {
	ours := p.ended()
	if ours.how >= settled {
		return p.tally.unfinished(ours.err, end)
	}
	if ours.how == waited {
		code, _ := p.closing()
		end.waited, end.ours = true, code
	}
	return p.tally.unfinished(p.tally.verdict(end), end)
}
