package conversation

import (
	"errors"
	"fmt"
	"time"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

func (c *check) expect(s transcript.Step, a transcript.Expect) *Failure {
	m, err := a.Matcher(c.values)
	if err != nil {
		return bad(s, err)
	}
	if a.Row != nil {
		return c.expectInRow(s, a, m)
	}
	connection, late, passed := c.connections[s.Name], c.late(), 0
	for {
		got, err := c.next(s, connection, late)
		if err != nil {
			return c.missing(s, m, err, passed)
		}
		mismatch := m.Match(got.kind, got.payload)
		switch {
		case mismatch != nil && a.Skip:
			passed++
			c.skip(s, connection, got)
			continue
		case mismatch != nil && c.o.Update && a.IsLiteral() && s.File == "":
			c.updates[s.Line] = matcher.Show(got.kind, got.payload)
		case mismatch != nil:
			c.log.took(s, got, "")
			f := mismatched(s, "the message doesn't match", m, got, mismatch)
			f.Detail = status.Joined(f.Detail, connection.skippedBefore(m))
			return f
		}
		c.took(s, m, got)
		return nil
	}
}

// took keeps what later lines may ask for.
func (c *check) took(s transcript.Step, m matcher.Matcher, got message) {
	c.log.took(s, got, "")
	c.groups(m, got)
	c.looksAt(s.Name, got)
}

func mismatched(s transcript.Step, problem string, m matcher.Matcher, got message, mismatch *matcher.Mismatch) *Failure {
	return &Failure{
		Step: s, Problem: problem,
		Expected: m.String(), Got: matcher.Brief(got.kind, got.payload), Detail: mismatch.String(),
	}
}

func (c *check) missing(s transcript.Step, m matcher.Matcher, err error, passed int) *Failure {
	late := "no message came"
	if passed > 0 {
		late = fmt.Sprintf("none of the messages that came (%d) matched", passed)
	}
	f := waited(s, err, c.timeout, late)
	f.Expected = m.String()
	if errors.As(err, new(*EndError)) {
		f.Problem = "no message came"
	}
	f.Detail = c.connections[s.Name].skippedBefore(m)
	return f
}

// quiet passes if the connection is open when the time is over and no message has begun to arrive.
func (c *check) quiet(s transcript.Step, a transcript.Quiet) *Failure {
	connection := c.connections[s.Name]
	got, err := c.next(s, connection, time.After(a.For))
	for errors.Is(err, errLate) && connection.arriving.Load() {
		got, err = connection.next(c.ctx, c.late())
		switch {
		case errors.Is(err, errLate):
			return waited(s, err, c.timeout, "a message had begun to come, and was not complete")
		case err == nil && c.ignores(s.Name, got):
			c.log.took(s, got, " (ignored)")
			err = errLate
		}
	}
	switch {
	case err == nil:
		c.log.took(s, got, "")
		return &Failure{Step: s, Problem: "a message came", Expected: fmt.Sprintf("no message for %v", a.For), Got: matcher.Brief(got.kind, got.payload)}
	case errors.Is(err, errLate):
		return nil
	}
	return &Failure{Step: s, Err: err}
}
