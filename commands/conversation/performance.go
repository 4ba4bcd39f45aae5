package conversation

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// performance is one conversation that a server plays.
type performance struct {
	*scene
	patience time.Duration
	clients  chan *arrival    // that came, for the url lines
	left     chan *connection // those that are gone, as they go
	gone     []*connection
	joined   int // how many; its Replay has it
}

// play takes the steps, as far as the clients do.
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
	out.Conversation = p.record.lines()
	return out
}

// farewell returns when all clients are gone. Where one did something else they
// are closed with 1008.
func (p *performance) farewell(t *transcript.Transcript, f *Failure) {
	code, reason := 1000, ""
	if f != nil {
		code, reason = policyViolation, fmt.Sprintf("not as in %s:%d", t.File, f.Step.Line)
	}
	if client.CheckLenientClose(code, reason) != nil { // a long name
		reason = ""
	}
	leave(p.ctx, slices.Collect(maps.Values(p.connections)), code, reason, p.patience)
}

// finish closes in the normal way, and hears what clients have still sent.
func (p *performance) finish(last transcript.Step) *Failure {
	late := time.After(p.patience)
	for _, c := range p.connections {
		if !c.parted {
			_ = c.ws.Close(1000, "")
		}
	}
	for _, c := range p.connections {
		if c.parted {
			continue
		}
		got, err := p.next(transcript.Step{Name: c.name}, c, late)
		if f := c.failure(); f != nil {
			return f
		}
		if err == nil {
			return &Failure{Step: last, Problem: "after it the client sent another message", Got: matcher.Brief(got.kind, got.payload)}
		}
	}
	return nil
}

// step passes over what only a client can do, or see.
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
			p.connections[s.Name] = a.connection
			a.join(p.scene, s.Name)
			for _, r := range p.rules {
				a.follow(r)
			}
			p.record.add(s, "*", "a client came")
			return nil
		case c := <-p.left:
			p.gone = append(p.gone, c)
		case <-p.ctx.Done():
			return p.cut(s)
		}
	}
}

// deserter is a client with a part that is gone before that was over.
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
	p.record.took(s, got, "")
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
	p.record.add(s, "<", strings.TrimLeft(s.Text, "<& \t"))
	p.looksAt(s.Name, m)
	if loose, err := a.Matcher(p.values); err == nil {
		p.groups(loose, m)
	}
	if err := c.ws.Send(client.Type(m.kind), m.payload); err != nil {
		return &Failure{Step: s, Problem: "it can't be sent", Err: c.whyNot(p.ctx, nil, err)}
	}
	return nil
}

// restMore is how much longer a server is quiet: its client begins to listen
// when the message before has arrived.
const restMore = 200 * time.Millisecond

// rest is over early for a client that is gone: it can't hear anything.
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

// awaitClose wants the client to close as the line says.
func (p *performance) awaitClose(s transcript.Step, a transcript.Close) *Failure {
	c := p.connections[s.Name]
	got, err := p.next(s, c, nil)
	if err == nil {
		return &Failure{Step: s, Problem: "the client sent a message", Expected: s.Text, Got: matcher.Brief(got.kind, got.payload)}
	}
	if !errors.As(err, new(*EndError)) {
		return &Failure{Step: s, Err: err}
	}
	reason, err := a.Reason(p.values)
	if err != nil {
		return &Failure{Step: s, Err: err}
	}
	c.parted = true
	code := a.Code
	if code == 0 {
		code = 1005
	}
	came := "close " + closeNotation(c.end.Code, c.end.Reason)
	p.record.add(s, "*", came)
	if problem := c.wrongEnd(code, matcher.Exactly(codec.Text, []byte(reason))); problem != "" {
		return &Failure{Step: s, Problem: "the client ended it otherwise", Expected: s.Text, Got: came}
	}
	return nil
}

// close ends the connection as the client expects the server to.
func (p *performance) close(s transcript.Step, a transcript.Closed) *Failure {
	c := p.connections[s.Name]
	reason, known := literalOf(a.Reason(p.values))
	if err := checkServerClose(a.Code, reason); err != nil || !known {
		return &Failure{Step: s, Problem: "with its values the line has no reason to close with"}
	}
	c.parted = true
	c.discard()
	switch a.Code {
	case 1006:
		c.ws.Terminate()
	case 1005:
		_ = c.ws.Close(0, "")
	case 0:
		_ = c.ws.Close(1000, string(reason.payload))
	default:
		_ = c.ws.Close(a.Code, string(reason.payload)) // was checked
	}
	if errors.Is(c.wait(p.ctx, time.After(p.patience)), errLate) {
		c.ws.Terminate() // it isn't waited for any longer
	}
	if c.wait(p.ctx, nil) != nil {
		return p.cut(s)
	}
	return nil
}
