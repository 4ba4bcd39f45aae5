package transcript

import (
	"errors"
	"strconv"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Close closes the connection. A Code of 0 sends no code.
type Close struct {
	Code   int
	reason words
}

// Reason returns the reason to close with. Errors are those of Send and of
// client.CheckLenientClose.
func (a Close) Reason(v Values) (string, error) {
	if len(a.reason) == 0 {
		return "", client.CheckLenientClose(a.Code, "")
	}
	t, reason, err := matcher.ParseMessage(a.reason.notation(v, matcher.MessageMark))
	switch {
	case err != nil:
		return "", err
	case t != codec.Text:
		return "", errors.New("a close reason is text")
	}
	return string(reason), client.CheckLenientClose(a.Code, string(reason))
}

// Closed waits for the server to close. A Code of 0 accepts any.
type Closed struct {
	Code   int
	reason *pattern // nil: any
}

// Reason returns the matcher for the server's reason, which is treated as a text message, or nil if
// any reason will do. Errors are those of Expect.
func (a Closed) Reason(v Values) (matcher.Matcher, error) {
	return a.reason.matcherOrNil(v)
}

// IsMessage reports whether the reason is text rather than a matcher for several.
func (a Closed) IsMessage() bool { return a.reason == nil || a.reason.isMessage() }

// Drop breaks the connection.
type Drop struct{}

func (p *parser) parseClose(step Step, word, rest field) *problem {
	c, wrong := p.talking(step, word)
	if wrong != nil {
		return wrong
	}
	c.closing = true
	code, rest, wrong := closeCode(rest, 1000)
	if wrong != nil {
		return wrong
	}
	a := Close{Code: code}
	if rest.text != "" {
		if a.reason, wrong = p.message(rest); wrong != nil {
			return wrong
		}
	}
	if !a.reason.captured() {
		if _, err := a.Reason(nil); err != nil {
			return problemf(word.offset, "%v", err)
		}
	}
	p.add(step, a)
	return nil
}

func (p *parser) parseClosed(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	c.open = false
	const anyCode, noCode = -1, 1005
	code, reason, wrong := closeCode(rest, anyCode)
	switch {
	case wrong != nil:
		return wrong
	case code == anyCode:
		code = 0
	case code == 0:
		code = noCode
	case code < 1000 || code > 4999:
		return problemf(rest.offset, "%d is not a close code, which are from 1000 to 4999 (0 or 1005: none, 1006: dropped)", code)
	}
	a := Closed{Code: code}
	if reason.text != "" {
		pattern, wrong := p.pattern(reason)
		if wrong != nil {
			return wrong
		}
		a.reason = &pattern
	}
	p.add(step, a)
	return nil
}

func closeCode(f field, otherwise int) (code int, rest field, wrong *problem) {
	word, rest := f.cut()
	if word.text == "" {
		return otherwise, rest, nil
	}
	code, err := strconv.Atoi(word.text)
	if err != nil {
		return 0, rest, problemf(word.offset, "%q is not a close code, which goes before the reason", word.text)
	}
	return code, rest, nil
}

func (p *parser) parseDrop(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	c.open = false
	if rest.text != "" {
		return problemf(rest.offset, "nothing goes after drop")
	}
	p.add(step, Drop{})
	return nil
}
