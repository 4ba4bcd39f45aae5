package transcript

import (
	"fmt"

	"wspipe/commands/matcher"
)

// Opened checks the open event against a matcher.
type Opened struct{ pattern pattern }

// Matcher returns what the open event must match. Errors are those of Expect.
func (a Opened) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

func (p *parser) parseOpened(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	c.looked = true
	pattern, wrong := p.pattern(rest)
	if wrong != nil {
		return wrong
	}
	p.groups(pattern)
	p.add(step, Opened{pattern})
	return nil
}

// Rejected expects the handshake to be answered with Code.
type Rejected struct {
	Code int
	body *pattern // nil: any
}

// Body returns the matcher for the body of the answer, or nil if any body will do. Errors are those
// of Expect.
func (a Rejected) Body(v Values) (matcher.Matcher, error) { return a.body.matcherOrNil(v) }

func (p *parser) parseRejected(step Step, word, rest field) *problem {
	h, wrong := p.beneathURL(step, word)
	if wrong != nil {
		return wrong
	}
	c := p.connections[step.Name]
	c.open, c.looked = false, true
	number, body := rest.cut()
	code := 0
	if _, err := fmt.Sscanf(number.text, "%d", &code); err != nil || code < 100 || code > 599 || fmt.Sprint(code) != number.text {
		return problemf(rest.offset, "after rejected goes an HTTP status, such as 403")
	}
	if code == 101 {
		return problemf(rest.offset, "with 101 a handshake isn't rejected: opened looks at it")
	}
	a := Rejected{Code: code}
	if body.text != "" {
		pattern, wrong := p.pattern(body)
		if wrong != nil {
			return wrong
		}
		a.body = &pattern
	}
	h.rejected = code
	p.add(step, a)
	return nil
}
