package session

import (
	"context"
	"errors"
	"math"
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/status"
	"wspipe/commands/terminal"
)

// ending is how one connection ended.
type ending struct {
	err    error
	opened bool
	code   int // of the close, if opened
	reason string
	cutOff bool // in the middle of a message
	steady bool // a message came, or the connection lasted
	// waited means that we closed it because --wait ran out, with the code ours.
	waited bool
	ours   int
}

// why returns the reason why the connection ended, in a few words.
func (e ending) why() string {
	if e.err != nil {
		return status.Explain(e.err)
	}
	return "closed with " + status.CloseText(e.code, e.reason)
}

// steadyAfter is how long a connection must last before the next outage counts as a new one. A
// server that accepts and drops connections is no better than one that refuses them.
const steadyAfter = 10 * time.Second

// connections makes one connection after another, as --retry-for and --reconnect ask, and returns
// how the last one ended.
func (p *session) connections(ctx context.Context, target dial.Target) ending {
	defer p.relay.end()
	gap := dial.NewOutage(p.o.RetryFor)
	var end ending
	for {
		other, asked := p.person.redialled()
		if asked {
			defer other.Release()
			target, gap = other, dial.NewOutage(p.o.RetryFor)
		}
		ws, err := target.New()
		if err != nil {
			return ending{err: &status.UsageError{Err: err}}
		}
		if !p.use(ws) {
			return end
		}
		if p.person.redials() { // since redialled was called
			continue
		}
		end = p.runClient(ctx, ws)
		if p.person.redials() {
			p.sayClosed(end)
			continue
		}
		if end.steady {
			gap = dial.NewOutage(p.o.RetryFor)
		}
		again := p.goesOn(end)
		if p.o.Reconnect && (again || end.code == 1006) {
			p.voice.InDoubt(p.relay.inDoubt(ws))
		}
		if !again {
			p.sayClosed(end)
			if asked && p.stays(end) && p.pause(ctx, forEver) {
				continue
			}
			return end
		}
		if end.cutOff {
			p.voice.CutOffMessage(p.out.Cut)
			p.out.Cut = false
			p.lost++
		}
		delay, ok := gap.Delay(dial.RetryAfter(end.err))
		if !ok {
			p.sayClosed(end)
			return end
		}
		p.sayRetry(end.why(), delay)
		p.quiet.busy() // until there is a connection again
		if !p.pause(ctx, delay) {
			return end
		}
	}
}

// use makes ws the connection that stop closes. It returns false if the session is already ending.
func (p *session) use(ws *client.WebSocket) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ws = ws
	return p.end.how == no
}

// runClient returns when the connection has ended, or is no longer worth waiting for.
func (p *session) runClient(ctx context.Context, ws *client.WebSocket) ending {
	var end ending
	begun := time.Now()
	p.handle(ws, &end)
	p.meter.dials(ws)
	p.unanswered.Begin()
	done := make(chan error, 1)
	go func() { done <- ws.Run(ctx) }()
	select {
	case err := <-done:
		end.err = dial.Pinned(p.o.Client.TLS, err)
	case <-p.forced:
		return ending{err: errForced}
	}
	end.steady = end.steady || end.opened && time.Since(begun) >= steadyAfter
	return end
}

var errForced = errors.New("ended before the connection")

// goesOn reports whether another connection should follow this one.
func (p *session) goesOn(end ending) bool {
	p.mu.Lock()
	stopped := p.end.how != no
	p.connected = p.connected || end.opened
	p.mu.Unlock()
	switch {
	case stopped, status.IsFault(end.err), p.o.Expected.endsWith(end):
		return false
	case end.opened:
		return p.o.Reconnect && mayReconnect(end)
	case p.o.RetryFor > 0, p.o.Reconnect && p.connected:
		return dial.MayRetry(end.err)
	}
	return false
}

const forEver = time.Duration(math.MaxInt64)

// stays reports whether the session goes on without a connection, because a person asked for one
// that couldn't be made. If so, it tells them.
func (p *session) stays(end ending) bool {
	p.mu.Lock()
	stopped := p.end.how != no
	p.mu.Unlock()
	if stopped || end.opened || status.IsFault(end.err) || p.o.Expected.endsWith(end) {
		return false
	}
	p.quiet.busy() // until there is a connection again
	p.person.say(terminal.Outage, end.why()+" (/connect tries again)")
	return true
}

// mayReconnect reports whether end was a drop, or a close whose code suggests trying again.
func mayReconnect(end ending) bool {
	switch end.code {
	case 1001, 1006, 1011, 1012, 1013, 1014:
		return true
	}
	return false
}

// sayClosed tells of the end of a connection that no attempt follows: sayRetry says both.
func (p *session) sayClosed(end ending) {
	if end.opened {
		p.voice.Closed(client.CloseEvent{Code: end.code, Reason: end.reason})
	}
}

func (p *session) sayRetry(why string, delay time.Duration) {
	if p.person != nil {
		p.person.retry(why, delay)
		return
	}
	p.voice.Retry(why, delay, dial.IsLong(delay))
}

// pause returns false if the session ended in the meantime.
func (p *session) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.person.wakes():
		return true
	case <-ctx.Done():
	case <-p.stopping:
	case <-p.forced:
	}
	return false
}
