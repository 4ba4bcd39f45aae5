package conversation

import (
	"context"
	"sync"

	"wspipe/client"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// Replay plays the server's side of a transcript to clients: it expects what >
// lines send and sends what < lines expect. Each client that comes takes the
// next url line, so that a conversation with several connections needs as many
// clients; those that come after them begin a new one. It waits for clients as
// long as they like.
//
// Its methods may be called from any goroutine.
type Replay struct {
	t    *transcript.Transcript
	done func(Outcome)

	mu       sync.Mutex
	arrivals []*arrival     // in the order in which they asked; the first has not joined yet
	waiting  []*performance // for more clients, the first to begin first
}

// arrival is a client from its request on.
type arrival struct {
	*connection
	open, gone bool
}

// NewReplay says of each line that can't be played why; done is told how each
// conversation went.
func NewReplay(t *transcript.Transcript, done func(Outcome)) (*Replay, []*transcript.SyntaxError) {
	var errors []*transcript.SyntaxError
	for _, step := range t.Steps {
		if problem := unplayable(step.Action); problem != "" {
			errors = append(errors, &transcript.SyntaxError{File: t.File, Line: step.Line, Column: 1, Problem: problem})
		}
	}
	return &Replay{t: t, done: done}, errors
}

// unplayable says why a server can't do a step.
func unplayable(action transcript.Action) string {
	switch a := action.(type) {
	case transcript.Expect:
		if _, literal := literalOf(a.Matcher(nil)); !literal {
			return "a server sends what the line says, so it must be literal: TEXT, \"…\", hex: or base64:"
		}
	case transcript.Capture:
		return "a server has nothing to capture from: the values must stand in the lines"
	case transcript.Closed:
		reason, literal := literalOf(a.Reason(nil))
		if !literal {
			return "a server closes with the reason that the line says, so it must be literal"
		}
		if err := checkServerClose(a.Code, reason); err != nil {
			return err.Error()
		}
	}
	return ""
}

// literalOf is the one message that m matches; nil has an empty one.
func literalOf(m matcher.Matcher, err error) (message, bool) {
	if m == nil || err != nil {
		return message{}, err == nil
	}
	kind, payload, ok := matcher.MessageOf(m)
	return message{kind, payload}, ok
}

func checkServerClose(code int, reason message) error {
	if code == 0 || code == 1005 || code == 1006 {
		return nil
	}
	return client.CheckServerClose(code, string(reason.payload))
}

// Clients is how many clients one conversation has.
func (r *Replay) Clients() int {
	n := 0
	for _, step := range r.t.Steps {
		if _, ok := step.Action.(transcript.Open); ok {
			n++
		}
	}
	return n
}

// Client takes part with a WebSocket of client.Accept, before it is run; gone
// is to be called after that. The end of ctx ends what is being played, and
// done isn't told.
func (r *Replay) Client(ctx context.Context, ws *client.WebSocket) (gone func()) {
	a := &arrival{connection: newConnection(ws)}
	r.mu.Lock()
	r.arrivals = append(r.arrivals, a)
	r.mu.Unlock()
	var failed error
	ws.OnOpen = func(client.OpenEvent) { r.admit(ctx, &a.open) }
	ws.OnError = func(e client.ErrorEvent) { failed = e.Err }
	return func() {
		a.finish(failed)
		r.admit(ctx, &a.gone)
	}
}

// admit has clients join in the order in which they asked to be let in: one
// knows that it is open before we do, and so may another that waited for that.
func (r *Replay) admit(ctx context.Context, now *bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*now = true
	for len(r.arrivals) > 0 {
		first := r.arrivals[0]
		if !first.open && !first.gone {
			return
		}
		r.arrivals = r.arrivals[1:]
		if first.open {
			r.join(ctx, first.connection)
		}
	}
}

// join gives a client its part. It needs mu.
func (r *Replay) join(ctx context.Context, c *connection) {
	if len(r.waiting) == 0 {
		p := &performance{ctx: ctx, clients: make(chan *connection, r.Clients()), connections: map[string]*connection{}}
		r.waiting = append(r.waiting, p)
		go func() {
			out := p.play(r.t)
			r.end(p)
			if ctx.Err() == nil {
				r.done(out)
			}
		}()
	}
	p := r.waiting[0]
	p.clients <- c
	if p.joined++; p.joined == cap(p.clients) {
		r.waiting = r.waiting[1:]
	}
}

// end takes p out of those that wait. A client that came too late for it, after
// a line had failed, is sent away.
func (r *Replay) end(p *performance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, w := range r.waiting {
		if w == p {
			r.waiting = append(r.waiting[:i:i], r.waiting[i+1:]...)
			break
		}
	}
	for len(p.clients) > 0 {
		_ = (<-p.clients).ws.Close(tryAgainLater, "the conversation is over")
	}
}

const (
	policyViolation = 1008
	tryAgainLater   = 1013
)
