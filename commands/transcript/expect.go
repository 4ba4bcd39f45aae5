package transcript

import (
	"strings"

	"wspipe/commands/matcher"
)

// Expect waits for a message.
type Expect struct {
	Skip    bool // skip messages that don't match
	Row     *Row // of lines that match in any order; nil for a line by itself
	pattern pattern
	loose   *pattern
}

// Row is a group of lines that messages match in any order.
type Row struct{ Steps []Step }

// Matcher returns what the message must match. An error is a *matcher.SyntaxError, of a line with
// values in it.
func (a Expect) Matcher(v Values) (matcher.Matcher, error) {
	if a.loose != nil {
		return a.loose.matcher(v)
	}
	return a.pattern.matcher(v)
}

// Written returns the matcher of the line itself, even if a <? line replaces it: a mock sends its
// message, if MessageOf finds one. Errors are those of Matcher.
func (a Expect) Written(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// IsLiteral reports whether the line is a single message without values, and no <? line replaces
// it.
func (a Expect) IsLiteral() bool {
	_, _, literal := matcher.MessageOf(a.pattern.fixed)
	return literal && a.loose == nil && !a.pattern.written.varies()
}

// IsMessage reports whether the line is a single message, whatever its values will be.
func (a Expect) IsMessage() bool { return a.pattern.isMessage() }

func (p *parser) parseExpect(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	c.looked = true
	pattern, wrong := p.pattern(rest)
	if wrong != nil {
		p.above = wrongAbove
		return wrong
	}
	a := Expect{Skip: strings.HasPrefix(word.text, "<<"), pattern: pattern}
	if strings.HasSuffix(word.text, "&") {
		if p.row == nil {
			p.row, p.rowName, p.rowMark = &Row{}, step.Name, word.text
		}
		a.Row = p.row
	}
	p.groups(pattern)
	p.add(step, a)
	p.above = len(p.steps)
	if a.Row != nil {
		a.Row.Steps = append(a.Row.Steps, p.steps[p.above-1])
	}
	return nil
}

// groups makes the named groups of a pattern available as values from here on.
func (p *parser) groups(pattern pattern) {
	for _, name := range pattern.groups {
		p.know(name, true)
	}
}
