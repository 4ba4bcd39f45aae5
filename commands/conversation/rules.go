package conversation

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// rule is applied to messages before any step looks at them, on one connection or on all.
type rule struct {
	step  transcript.Step
	all   bool
	phase phase
	// apply returns the messages that are left for later rules and for steps.
	apply func(c *connection, m message) []message
}

// phase orders the rules, whatever the order of their lines: the parts of a split message are
// messages of their own, and no answer may hide a forbidden message.
type phase int

const (
	splits phase = iota
	forbids
	answers
)

// violation is a message that matches a never line.
type violation struct {
	step transcript.Step
	message
}

// follow adds a rule, and applies it to the messages that no step has taken yet. If it splits a
// message, never and answer lines apply to the parts.
func (c *connection) follow(r rule) {
	c.inspecting.Lock()
	defer c.inspecting.Unlock()
	c.rules = append(c.rules, r)
	slices.SortStableFunc(c.rules, func(a, b rule) int { return cmp.Compare(a.phase, b.phase) })
	var left []message
	for _, m := range c.takeAll() {
		parts := r.apply(c, m)
		if r.phase == splits {
			parts = c.through(parts, forbids, answers)
		}
		left = append(left, parts...)
	}
	c.putBack(left)
}

// inspect applies the rules to a message that has arrived. inspecting must be locked.
func (c *connection) inspect(m message) []message {
	return c.through([]message{m}, splits, forbids, answers)
}

// through applies the rules of some phases, in the order of phases and, within a phase, of lines.
func (c *connection) through(left []message, phases ...phase) []message {
	for _, r := range c.rules {
		if !slices.Contains(phases, r.phase) {
			continue
		}
		var next []message
		for _, m := range left {
			next = append(next, r.apply(c, m)...)
		}
		left = next
	}
	return left
}

func splitting(separator string) func(*connection, message) []message {
	return func(_ *connection, m message) []message {
		parts := bytes.Split(m.payload, []byte(separator))
		if last := len(parts) - 1; len(parts[last]) == 0 {
			parts = parts[:last]
		}
		var all []message
		for _, part := range parts {
			all = append(all, message{kind: m.kind, payload: part, entry: m.entry})
		}
		return all
	}
}

func forbidding(s transcript.Step, never matcher.Matcher) func(*connection, message) []message {
	return func(c *connection, m message) []message {
		if never.Match(m.kind, m.payload) == nil {
			c.violated(violation{s, m})
		}
		return []message{m}
	}
}

// answering sends from its own goroutine: the one that reads must not wait for the other end to
// read.
func answering(p *scene, s transcript.Step, a transcript.Answer, m matcher.Matcher) func(*connection, message) []message {
	values := maps.Clone(p.values)
	return func(c *connection, got message) []message {
		if m.Match(got.kind, got.payload) != nil {
			return []message{got}
		}
		p.log.took(s, got, " (answered)")
		v := maps.Clone(values)
		maps.Copy(v, matcher.Groups(m, got.payload))
		kind, payload, err := a.Message(v)
		if err != nil {
			c.broke(bad(s, err))
			return nil
		}
		c.answers.Add(func() { p.sendBehind(c, s, message{kind: kind, payload: payload}, " (answer)") })
		return nil
	}
}

// sendBehind sends a message that no step waits for. Errors don't matter.
func (p *scene) sendBehind(c *connection, s transcript.Step, m message, remark string) {
	_ = fault.Guard(func() error {
		if c.ws.ReadyState() != client.Open {
			return nil
		}
		p.log.append(&entry{place: place(s), name: c.name, text: p.ours + " " + matcher.Brief(m.kind, m.payload), remark: remark})
		return c.ws.Send(client.Type(m.kind), m.payload)
	})
}

// sendEvery sends until the connection ends.
func (p *scene) sendEvery(c *connection, s transcript.Step, interval time.Duration, kind codec.Type, payload []byte) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.sendBehind(c, s, message{kind: kind, payload: payload}, " (every "+interval.String()+")")
		case <-c.ended:
			return
		}
	}
}

// errForbidden reports a message that matches a never line.
var errForbidden = errors.New("a message came that must not come")

// violated records the first message that matches a never line.
func (c *connection) violated(v violation) {
	c.wrong.Lock()
	defer c.wrong.Unlock()
	if c.violation == nil {
		c.violation = &v
	}
	signal(c.arrived)
	signal(c.alarm)
}

// broke records the first answer that can't be built.
func (c *connection) broke(f *Failure) {
	c.wrong.Lock()
	defer c.wrong.Unlock()
	if c.broken == nil {
		c.broken = f
	}
	signal(c.arrived)
	signal(c.alarm)
}

// failure returns the failure of a rule on this connection, or nil.
func (c *connection) failure() *Failure {
	c.wrong.Lock()
	defer c.wrong.Unlock()
	switch {
	case c.violation != nil:
		return &Failure{
			Step: c.violation.step, Problem: "a message came that never may" + onConnection(c.name),
			Got: matcher.Brief(c.violation.kind, c.violation.payload),
		}
	case c.broken != nil:
		return c.broken
	}
	return nil
}

func onConnection(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(", on @%s", name)
}
