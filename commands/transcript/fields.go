package transcript

import (
	"strings"

	"wspipe/commands/matcher"
)

// field is a part of a line, with its offset in the line.
type field struct {
	text   string
	offset int
}

func (f field) trimmed() field {
	text := strings.TrimLeft(f.text, blanks)
	return field{text, f.offset + len(f.text) - len(text)}
}

// cut splits a field at its first blank.
func (f field) cut() (word, rest field) {
	end := strings.IndexAny(f.text, blanks)
	if end < 0 {
		end = len(f.text)
	}
	return field{f.text[:end], f.offset}, field{f.text[end:], f.offset + end}.trimmed()
}

// message parses a message to send.
func (p *parser) message(f field) (words, *problem) {
	w, wrong := p.notation(f, "message")
	if wrong != nil {
		return nil, wrong
	}
	if mark := matcher.MessageMark(w.written()); w.captured() && mark != `"` {
		return w, nil // hex: and base64: accept no stand-in for the value
	}
	if _, _, err := matcher.ParseMessage(w.standInNotation(matcher.MessageMark)); err != nil {
		return nil, p.syntaxProblem(err, f, w)
	}
	return w, nil
}

// pattern parses a matcher.
func (p *parser) pattern(f field) (pattern, *problem) {
	w, wrong := p.notation(f, "matcher")
	if wrong != nil {
		return pattern{}, wrong
	}
	if mark := matcher.Mark(w.written()); w.captured() && (mark == "hex:" || mark == "base64:") {
		return pattern{written: w}, nil
	}
	if matcher.Mark(w.written()) == "schema:" {
		if _, wrong := p.path(field{strings.TrimLeft(f.text[len("schema:"):], blanks), f.offset}, true); wrong != nil || w.captured() {
			return pattern{written: w}, wrong
		}
	}
	m, err := matcher.ParseReading(w.standInNotation(matcher.Mark), p.read)
	if err != nil {
		return pattern{}, p.syntaxProblem(err, f, w)
	}
	groups := matcher.GroupNames(m)
	if w.captured() {
		m = nil
	}
	return pattern{w, m, groups}, nil
}

func (p *parser) notation(f field, what string) (words, *problem) {
	if f.text == "" {
		return nil, problemf(f.offset, `the %s is missing ("" is the empty text)`, what)
	}
	return p.words(f)
}

// nameless rejects a name before a line that isn't about a connection.
func nameless(step Step, word field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "%s is about no connection: no @%s goes before it", word.text, step.Name)
	}
	return nil
}

// otherName is the problem of a line that belongs to the line above it, which is about the
// connection called name.
func otherName(name string, step Step, word field) *problem {
	if name == "" {
		return problemf(word.offset, "the line above is about the connection without a name: no @%s goes before %s", step.Name, word.text)
	}
	return problemf(word.offset, "the line above is about @%s: @%s goes before %s, too", name, name, word.text)
}
