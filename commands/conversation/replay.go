package conversation

import (
	"context"
	"slices"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// Replay plays the server's side of a transcript: it expects what > lines send and sends what <
// lines expect. Each client takes the next url line, so a conversation with several connections
// needs as many clients; further clients begin a new conversation. There is no limit on how long it
// waits for clients.
//
// Its methods may be called from any goroutine.
type Replay struct {
	t        *transcript.Transcript
	patience time.Duration // how long clients may take to leave at the end
	program  Program
	done     func(Outcome)

	mu      sync.Mutex
	moves   []move         // in the order in which clients came and went; the first has to wait
	waiting []*performance // for more clients; the oldest is first
}

// move is a client that joins or leaves.
type move struct {
	*arrival
	leaves bool
}

// arrival is a client, from its request on.
type arrival struct {
	*connection
	open, gone bool
	plays      *performance // nil if it takes part in none
}

// Playable returns an error for each line that a server can't play.
func Playable(t *transcript.Transcript) []*transcript.SyntaxError {
	var errors []*transcript.SyntaxError
	for _, step := range t.Steps {
		if problem := unplayable(step.Action); problem != "" {
			errors = append(errors, &transcript.SyntaxError{File: t.File, Line: step.Line, Column: 1, Problem: problem})
		}
	}
	if len(handshakes(t)) == 0 {
		errors = append(errors, &transcript.SyntaxError{File: t.File, Line: t.Steps[0].Line, Column: 1, Problem: noClient})
	}
	return errors
}

const noClient = "a server rejects nobody, and passes over a client that is to be rejected: here none is left"

// NewReplay returns a Replay for a transcript that is Playable. When a conversation is over, its
// clients may take closeTimeout to answer our close, and done is called with the outcome.
func NewReplay(t *transcript.Transcript, closeTimeout time.Duration, program Program, done func(Outcome)) *Replay {
	return &Replay{t: t, patience: closeTimeout, program: program, done: done}
}

// unplayable says why a server can't do a step, or returns "".
func unplayable(action transcript.Action) string {
	switch a := action.(type) {
	case transcript.Expect:
		if !a.IsMessage() {
			return "a server sends what the line says, so it must be literal: TEXT, \"…\", hex: or base64: (beneath it <? says what check expects)"
		}
	case transcript.Closed:
		if !a.IsMessage() {
			return "a server closes with the reason that the line says, so it must be literal"
		}
		if reason, known := literalOf(a.Reason(nil)); known {
			if err := checkServerClose(a.Code, reason); err != nil {
				return err.Error()
			}
		}
	}
	return ""
}

// literalOf returns the one message that m matches, or an empty message if m is nil.
func literalOf(m matcher.Matcher, err error) (message, bool) {
	if m == nil || err != nil {
		return message{}, err == nil
	}
	kind, payload, ok := matcher.MessageOf(m)
	return message{kind: kind, payload: payload}, ok
}

func checkServerClose(code int, reason message) error {
	if code == 0 || code == 1005 || code == 1006 {
		return nil
	}
	return client.CheckLenientClose(code, string(reason.payload))
}

// Clients returns the number of clients in one conversation.
func (r *Replay) Clients() int { return len(handshakes(r.t)) }

// handshakes returns the handshakes of the clients that take part, in order.
func handshakes(t *transcript.Transcript) (all []transcript.Handshake) {
	for _, step := range t.Steps {
		if a, ok := step.Action.(transcript.Open); ok {
			if h := a.Handshake(nil); h.Rejected == 0 {
				all = append(all, h)
			}
		}
	}
	return all
}

// Protocols returns the subprotocols that a transcript's clients may offer.
func Protocols(t *transcript.Transcript) []string {
	var all []string
	for _, step := range t.Steps {
		if a, ok := step.Action.(transcript.Open); ok {
			for _, name := range a.Handshake(nil).Protocols {
				if name != "" && !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
	}
	return all
}

// Client lets a WebSocket from client.Accept take part; it must not run yet. If ctx ends, so does
// the conversation, and done isn't called. holds is called with each change in the number of bytes
// held of what the client has sent. If it returns false, no more is held, and the caller closes the
// client.
func (r *Replay) Client(ctx context.Context, ws *client.WebSocket, holds func(bytes int) bool) {
	a := &arrival{connection: newConnection(ws)}
	a.holds = holds
	r.move(ctx, func() { r.moves = append(r.moves, move{a, false}) })
	var failed error
	ws.OnOpen = func(client.OpenEvent) { r.move(ctx, func() { a.open = true }) }
	ws.OnError = func(e client.ErrorEvent) { failed = e.Err }
	ws.OnClose = func(e client.CloseEvent) {
		a.end = e
		a.finish(failed)
		r.move(ctx, func() {
			a.gone = true
			r.moves = append(r.moves, move{a, true})
		})
	}
}

// move lets clients join and leave in the order in which they asked to: a client knows that it is
// open before we do, and so may another client that was waiting for that. news records what has
// changed.
func (r *Replay) move(ctx context.Context, news func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	news()
	for len(r.moves) > 0 {
		first := r.moves[0]
		switch {
		case first.leaves && first.plays != nil:
			first.plays.left <- first.connection // has room for all clients
		case first.leaves:
		case first.open:
			r.join(ctx, first.arrival)
		case !first.gone:
			return
		}
		r.moves = r.moves[1:]
	}
}

// join gives a client its part. mu must be locked.
func (r *Replay) join(ctx context.Context, a *arrival) {
	if len(r.waiting) == 0 {
		r.begin(ctx)
	}
	p := r.waiting[0]
	a.plays = p
	if handshakes(r.t)[p.joined].Nopong {
		a.ws.LeavePings() // before one can come
	}
	p.clients <- a
	if p.joined++; p.joined == cap(p.clients) {
		r.waiting = r.waiting[1:]
	}
}

func (r *Replay) begin(ctx context.Context) {
	n := r.Clients()
	p := &performance{scene: newScene(ctx, r.program, "<", ">"), patience: r.patience, clients: make(chan *arrival, n), left: make(chan *connection, n)}
	r.waiting = append(r.waiting, p)
	go func() {
		out := p.play(r.t)
		r.end(ctx, p)
		p.farewell(r.t, out.Failure)
		if ctx.Err() == nil {
			r.done(out)
		}
	}()
}

// end removes p from the waiting performances. Clients that came but have no part in p begin a new
// performance if a deserter ended p; otherwise they are too late.
func (r *Replay) end(ctx context.Context, p *performance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, w := range r.waiting {
		if w == p {
			r.waiting = append(r.waiting[:i:i], r.waiting[i+1:]...)
			break
		}
	}
	for len(p.clients) > 0 {
		a := <-p.clients
		if p.deserter() != nil {
			r.join(ctx, a)
		} else {
			go a.leave(p.ctx, tryAgainLater, "the conversation is over", p.patience)
		}
	}
}

const (
	policyViolation = 1008
	tryAgainLater   = 1013
)
