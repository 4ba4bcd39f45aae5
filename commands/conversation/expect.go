package conversation

import (
	"errors"
	"fmt"
	"time"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

func (c *check) expect(s transcript.Step, a transcript.Expect) *Failure {
	m, err := a.Matcher(c.values)
	if err != nil {
		return bad(s, err)
	}
	connection, late, skipped := c.connections[s.Name], c.late(), 0
	for {
		got, err := c.next(s, connection, late)
		if err != nil {
			return c.missing(s, m, err, skipped)
		}
		mismatch := m.Match(got.kind, got.payload)
		switch {
		case mismatch != nil && a.Skip:
			skipped++
			c.record.came(s, got, " (skipped)")
			continue
		case mismatch != nil && c.o.Update && a.IsLiteral():
			c.updates[s.Line] = matcher.Show(got.kind, got.payload)
		case mismatch != nil:
			c.record.came(s, got, "")
			return &Failure{
				Step: s, Problem: "the message doesn't match",
				Expected: m.String(), Got: matcher.Brief(got.kind, got.payload), Detail: mismatch.String(),
			}
		}
		c.record.came(s, got, "")
		connection.last = &got
		return nil
	}
}

func (c *check) missing(s transcript.Step, m matcher.Matcher, err error, skipped int) *Failure {
	late := "no message came"
	if skipped > 0 {
		late = fmt.Sprintf("none of the messages that came (%d) matched", skipped)
	}
	f := waited(s, err, c.timeout, late)
	f.Expected = m.String()
	if errors.As(err, new(*EndError)) {
		f.Problem = "no message came"
	}
	return f
}

// next passes over what is ignored.
func (c *check) next(s transcript.Step, connection *connection, late <-chan time.Time) (message, error) {
	for {
		got, err := connection.next(c.ctx, late)
		if err != nil || !c.ignores(s.Name, got) {
			return got, err
		}
		c.record.came(s, got, " (ignored)")
	}
}

func (c *check) ignores(name string, got message) bool {
	for _, i := range c.ignored {
		if (i.all || i.name == name) && i.matcher.Match(got.kind, got.payload) == nil {
			return true
		}
	}
	return false
}

func (c *check) ignore(s transcript.Step, a transcript.Ignore) *Failure {
	m, err := a.Matcher(c.values)
	if err != nil {
		return bad(s, err)
	}
	c.ignored = append(c.ignored, ignored{a.All, s.Name, m})
	return nil
}

// quiet is met by a connection that stands, over which no message has begun to
// come when the time is over.
func (c *check) quiet(s transcript.Step, a transcript.Quiet) *Failure {
	connection := c.connections[s.Name]
	got, err := c.next(s, connection, time.After(a.For))
	for errors.Is(err, errLate) && connection.arriving.Load() {
		got, err = connection.next(c.ctx, c.late())
		switch {
		case errors.Is(err, errLate):
			return waited(s, err, c.timeout, "a message had begun to come, and was not complete")
		case err == nil && c.ignores(s.Name, got):
			c.record.came(s, got, " (ignored)")
			err = errLate
		}
	}
	switch {
	case err == nil:
		c.record.came(s, got, "")
		return &Failure{Step: s, Problem: "a message came", Expected: fmt.Sprintf("no message for %v", a.For), Got: matcher.Brief(got.kind, got.payload)}
	case errors.Is(err, errLate):
		return nil
	}
	return &Failure{Step: s, Err: err}
}
