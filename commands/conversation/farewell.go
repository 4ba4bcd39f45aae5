package conversation

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// farewell closes the connections, with 1008 if a client did something unexpected, and returns when
// all clients are gone.
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

// finish closes with 1000, and checks that clients have sent nothing more.
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

// awaitClose waits for the client to close as the line says.
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
	p.log.add(s, "*", came)
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
		c.ws.Terminate() // no point in waiting any longer
	}
	if c.wait(p.ctx, nil) != nil {
		return p.cut(s)
	}
	return nil
}
