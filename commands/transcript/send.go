package transcript

import (
	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Send sends one message.
type Send struct {
	message message
	loose   *pattern
}

// Message returns the message to send. An error is a *matcher.SyntaxError, of a line with values in
// it.
func (a Send) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

// Loose returns what a mock expects in place of the message, or nil if it expects exactly the
// message. Errors are those of Expect.
func (a Send) Loose(v Values) (matcher.Matcher, error) { return a.loose.matcherOrNil(v) }

func (p *parser) parseSend(step Step, word, rest field) *problem {
	c, wrong := p.talking(step, word)
	if wrong != nil {
		return wrong
	}
	c.looked = true
	message, wrong := p.parseMessage(rest)
	if wrong != nil {
		p.above = wrongAbove
		return wrong
	}
	p.add(step, Send{message: message})
	p.above = len(p.steps)
	return nil
}
