package transcript

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Ignore skips matching messages from here on, on all connections if All.
type Ignore struct {
	All     bool
	pattern pattern
}

// Never fails if a message matches from here on, on any connection if All.
type Never struct {
	All     bool
	pattern pattern
}

// Answer answers matching messages from here on, on all connections if All.
type Answer struct {
	All     bool
	pattern pattern
	message message
}

// Split splits each message into several, on all connections if All. Separator is empty if its
// value is unknown, which Lenient allows.
type Split struct {
	All       bool
	Separator string
}

// Matcher returns what the messages to skip match. Errors are those of Expect.
func (a Ignore) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Matcher returns what no message may match. Errors are those of Expect.
func (a Never) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Matcher returns what the messages to answer match. Errors are those of Expect.
func (a Answer) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Message returns the answer; v also holds the groups that the matcher has found. Errors are those
// of Send.
func (a Answer) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

// forAll reports whether the line is about all connections, which it is if no name precedes it.
func (p *parser) forAll(step Step, word field) (all bool, wrong *problem) {
	if step.Name != "" && p.connections[step.Name] == nil {
		return false, p.unopened(step, word)
	}
	return step.Name == "", nil
}

func (p *parser) parseIgnore(step Step, word, rest field) *problem {
	return p.parseRule(step, word, rest, func(all bool, what pattern) Action { return Ignore{all, what} })
}

func (p *parser) parseNever(step Step, word, rest field) *problem {
	return p.parseRule(step, word, rest, func(all bool, what pattern) Action { return Never{all, what} })
}

// parseRule parses a line that is a matcher and nothing else.
func (p *parser) parseRule(step Step, word, rest field, rule func(all bool, what pattern) Action) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	what, wrong := p.pattern(rest)
	if wrong == nil {
		p.add(step, rule(all, what))
	}
	return wrong
}

// arrow separates the matcher of an answer from its message.
const arrow = " => "

func (p *parser) parseAnswer(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	a, wrong := p.answer(rest)
	if wrong == nil {
		a.All = all
		p.add(step, a)
	}
	return wrong
}

// answer parses MATCHER => MESSAGE.
func (p *parser) answer(f field) (a Answer, wrong *problem) {
	at := strings.LastIndex(f.text, arrow)
	if at < 0 {
		return a, problemf(f.offset, "an answer is MATCHER => MESSAGE")
	}
	if a.pattern, wrong = p.pattern(field{strings.TrimRight(f.text[:at], blanks), f.offset}); wrong != nil {
		return a, wrong
	}
	known, pending := p.captured, p.pending
	p.captured, p.pending = map[string]bool{}, nil
	for name, peer := range known {
		p.captured[name] = peer
	}
	for _, name := range a.pattern.groups {
		p.captured[name] = true
	}
	a.message, wrong = p.parseMessage(field{f.text[at+len(arrow):], f.offset + at + len(arrow)}.trimmed())
	p.captured, p.pending = known, pending
	return a, wrong
}

func (p *parser) parseSplit(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	w, wrong := p.message(rest)
	if wrong != nil {
		return wrong
	}
	w, known := p.fixed(w)
	switch {
	case !known && p.o.Lenient && !p.brought(w):
		p.add(step, Split{all, ""})
		return nil
	case !known:
		return problemf(rest.offset, "what parts messages must be known from the start")
	}
	_, separator, err := matcher.ParseMessage(w.notation(nil, matcher.MessageMark))
	switch {
	case err != nil:
		return p.syntaxProblem(err, rest, w)
	case len(separator) == 0:
		return problemf(rest.offset, "what parts messages can't be empty")
	}
	p.add(step, Split{all, string(separator)})
	return nil
}
