package transcript

import "wspipe/commands/matcher"

// Ping waits for the pong of a ping with Text.
type Ping struct{ text words }

// Text is what the ping has with it.
func (a Ping) Text(v Values) string { return a.text.expand(v, matcher.AsItIs) }

// Nopong answers no ping from here on.
type Nopong struct{}

// maxPing is what a control frame holds (RFC 6455, section 5.5).
const maxPing = 125

func (p *parser) parsePing(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	text, wrong := p.words(rest)
	switch {
	case wrong != nil:
		return wrong
	case !text.captured() && len(text.expand(nil, matcher.AsItIs)) > maxPing:
		return problemf(rest.offset, "a ping has at most %d bytes", maxPing)
	}
	p.add(step, Ping{text})
	return nil
}

func (p *parser) parseNopong(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	if rest.text != "" {
		return problemf(rest.offset, "nothing goes after nopong")
	}
	if open, ok := p.beneath.Action.(Open); ok && p.beneath.Name == step.Name {
		open.handshake.nopong = true
	}
	p.add(step, Nopong{})
	return nil
}
