package conversation

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// performance is a conversation that a server plays.
type performance struct {
	*scene
	patience time.Duration
	clients  chan *arrival    // clients for the url lines
	left     chan *connection // clients that have left, in order
	gone     []*connection
	joined   int // number of clients so far; guarded by the Replay's mu
}

// play runs the steps for as long as the clients do as they should.
func (p *performance) play(t *transcript.Transcript) Outcome {
	out := Outcome{}
	for _, step := range t.Steps {
		out.Failure = guarded(step, p.step)
		if f := p.forbidden(); f != nil {
			out.Failure = f
		}
		if out.Failure != nil {
			break
		}
		out.Passed++
	}
	if out.Failure == nil {
		out.Failure = p.finish(t.Steps[len(t.Steps)-1])
	}
	out.Conversation = p.log.lines()
	return out
}

// step skips steps that only a client can do or see.
func (p *performance) step(s transcript.Step) *Failure {
	if f, done := p.common(s); done {
		return f
	}
	switch a := s.Action.(type) {
	case transcript.Open:
		if a.Handshake(p.values).Rejected == 0 {
			return p.open(s)
		}
	case transcript.Send:
		return p.receive(s, a)
	case transcript.Expect:
		return p.send(s, a)
	case transcript.Quiet:
		return p.rest(s, a)
	case transcript.Close:
		return p.awaitClose(s, a)
	case transcript.Closed:
		return p.close(s, a)
	}
	return nil
}

func (p *performance) open(s transcript.Step) *Failure {
	for {
		for len(p.left) > 0 {
			p.gone = append(p.gone, <-p.left)
		}
		if c := p.deserter(); c != nil {
			return &Failure{Step: s, Problem: "another client left before this one came", Err: c.outcome()}
		}
		select {
		case a := <-p.clients:
			if former := p.connections[s.Name]; former != nil {
				former.discard()
			}
			p.connections[s.Name] = a.connection
			a.join(p.scene, s.Name)
			for _, r := range p.rules {
				a.follow(r)
			}
			p.log.add(s, "*", "a client came")
			return nil
		case c := <-p.left:
			p.gone = append(p.gone, c)
		case <-p.ctx.Done():
			return p.cut(s)
		}
	}
}

// deserter returns a client that left before its part was over.
func (p *performance) deserter() *connection {
	for _, c := range p.connections {
		if !c.parted && slices.Contains(p.gone, c) {
			return c
		}
	}
	return nil
}

func (p *performance) cut(s transcript.Step) *Failure {
	return &Failure{Step: s, Err: context.Cause(p.ctx)}
}

func (p *performance) receive(s transcript.Step, a transcript.Send) *Failure {
	kind, payload, err := a.Message(p.values)
	if err != nil {
		return bad(s, err)
	}
	want := matcher.Exactly(kind, payload)
	loose, err := a.Loose(p.values)
	switch {
	case err != nil:
		return bad(s, err)
	case loose != nil:
		want = loose
	}
	got, err := p.next(s, p.connections[s.Name], nil)
	if err != nil {
		return &Failure{Step: s, Problem: "no message came", Expected: want.String(), Err: err}
	}
	p.log.took(s, got, "")
	p.looksAt(s.Name, got)
	if mismatch := want.Match(got.kind, got.payload); mismatch != nil {
		return mismatched(s, "the client sent another message", want, got, mismatch)
	}
	return nil
}

func (p *performance) send(s transcript.Step, a transcript.Expect) *Failure {
	written, err := a.Written(p.values)
	if err != nil {
		return bad(s, err)
	}
	m, literal := literalOf(written, nil)
	if !literal {
		return &Failure{Step: s, Problem: "with its values the line is no message to send"}
	}
	c := p.connections[s.Name]
	p.log.add(s, "<", strings.TrimLeft(s.Text, "<& \t"))
	p.looksAt(s.Name, m)
	if loose, err := a.Matcher(p.values); err == nil {
		p.groups(loose, m)
	}
	if err := c.ws.Send(client.Type(m.kind), m.payload); err != nil {
		return &Failure{Step: s, Problem: "it can't be sent", Err: c.whyNot(p.ctx, nil, err)}
	}
	return nil
}

// restMore is how much longer than its client a server stays quiet: the client starts to listen
// only when the message before has arrived.
const restMore = 200 * time.Millisecond

// rest ends early if the client leaves, since it can't hear anything then.
func (p *performance) rest(s transcript.Step, a transcript.Quiet) *Failure {
	err := p.connections[s.Name].wait(p.ctx, time.After(a.For+restMore))
	if p.ctx.Err() != nil {
		return p.cut(s)
	}
	if err != nil && !errors.Is(err, errLate) {
		return &Failure{Step: s, Err: err}
	}
	return nil
}
