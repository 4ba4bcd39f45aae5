package session

import (
	"fmt"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// how is the way in which a session ends; a later constant outranks an earlier one.
type how int

const (
	no      how = iota // it goes on
	waited             // --wait ran out: the connection has the last word
	settled            // we end it, and err is the result, whatever the connection says
	cut                // like settled, but by a signal or --timeout
)

// end is how a session ends, with the error, if any.
type end struct {
	how how
	err error
}

// note keeps the first reason, unless that one leaves the last word to the connection and the new
// one doesn't.
func (e *end) note(how how, err error) {
	if e.how == no || e.how == waited && how >= settled {
		e.err = err
	}
	e.how = max(e.how, how)
}

// stop closes the connection normally. The connection may still deliver what is under way, unless
// the end is settled: then nothing that still arrives matters.
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

// stopNow closes the connection because the user wants to leave. The connection has the last word,
// but only until the close timeout.
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

// closing returns the code and reason that we close with.
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

// interrupt closes with 1001 and waits for at most grace.
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

// note records why the session ends, and returns the connection to close: no other is made after
// that.
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

// ended returns how the session ends, as far as is known.
func (p *session) ended() end {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end
}

// outcome combines how the connection ended with what was asked for.
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
