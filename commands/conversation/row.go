package conversation

import (
	"fmt"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// row matches several messages to as many lines, in any order.
type row struct {
	steps    []transcript.Step
	matchers []matcher.Matcher
	messages []message // by line
	taken    []bool
}

// expectInRow waits at the first line of a row for all of its messages, and then gives each line
// its own.
func (c *check) expectInRow(s transcript.Step, a transcript.Expect, m matcher.Matcher) *Failure {
	if c.rows[a.Row] == nil {
		messages, f := c.awaitRow(a)
		if f != nil {
			return f
		}
		c.rows[a.Row] = messages
	}
	for i, step := range a.Row.Steps {
		if step.Line == s.Line && step.File == s.File {
			c.took(s, m, c.rows[a.Row][i])
			if i == len(a.Row.Steps)-1 {
				delete(c.rows, a.Row)
			}
		}
	}
	return nil
}

func (c *check) awaitRow(a transcript.Expect) ([]message, *Failure) {
	r := row{steps: a.Row.Steps, messages: make([]message, len(a.Row.Steps)), taken: make([]bool, len(a.Row.Steps))}
	for _, step := range r.steps {
		m, err := step.Action.(transcript.Expect).Matcher(c.values) //nolint:forcetypeassert // the parser's promise
		if err != nil {
			return nil, bad(step, err)
		}
		r.matchers = append(r.matchers, m)
	}
	connection, late, passed := c.connections[r.steps[0].Name], c.late(), 0
	for left := r.left(); left >= 0; left = r.left() {
		step := r.steps[left]
		got, err := c.next(step, connection, late)
		switch {
		case err != nil:
			return nil, c.missing(step, r.matchers[left], err, passed)
		case r.place(got, make([]bool, len(r.steps))):
			c.log.took(step, got, "")
			late = c.late()
		case a.Skip:
			passed++
			c.skip(step, connection, got)
		default:
			c.log.took(step, got, "")
			f := mismatched(step, r.problem(), r.matchers[left], got, r.matchers[left].Match(got.kind, got.payload))
			f.Detail = status.Joined(f.Detail, connection.skippedBefore(r.matchers[left]))
			return nil, f
		}
	}
	return r.messages, nil
}

// left returns the first line without a message, or -1 if all have one.
func (r *row) left() int {
	for i, taken := range r.taken {
		if !taken {
			return i
		}
	}
	return -1
}

// place finds a line for a message, and moves other messages if necessary: a line that takes
// anything gives up a message to a line that takes only that one.
func (r *row) place(m message, tried []bool) bool {
	for i, wants := range r.matchers {
		if tried[i] || wants.Match(m.kind, m.payload) != nil {
			continue
		}
		tried[i] = true
		if !r.taken[i] || r.place(r.messages[i], tried) {
			r.messages[i], r.taken[i] = m, true
			return true
		}
	}
	return false
}

func (r *row) problem() string {
	left := 0
	for _, taken := range r.taken {
		if !taken {
			left++
		}
	}
	if left == 1 {
		return "the message doesn't match the line of the row that is left"
	}
	return fmt.Sprintf("the message matches none of the %d lines of the row that are left", left)
}
