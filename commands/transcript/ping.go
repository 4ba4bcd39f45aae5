package transcript

import "wspipe/commands/matcher"

// Ping sends a ping with Text and waits for its pong.
type Ping struct{ text words }

// Text returns the payload of the ping.
func (a Ping) Text(v Values) string { return a.text.expand(v, matcher.AsItIs) }

// Nopong stops answering pings from here on.
type Nopong struct{}

// maxPing is the largest payload of a control frame (RFC 6455, section 5.5).
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
