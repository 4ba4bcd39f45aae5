package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wspipe/commands/matcher"
)

// words finds the values in a part of the line, and puts in those that are
// known: a name that isn't doesn't parse.
func (p *parser) words(f field) (words, *problem) {
	var w words
	var text strings.Builder
	for rest := f.text; rest != ""; {
		offset := f.offset + len(f.text) - len(rest)
		switch {
		case strings.HasPrefix(rest, "$${"):
			text.WriteString("${")
			rest = rest[3:]
		case strings.HasPrefix(rest, "${"):
			value, length, wrong := p.reference(rest, offset)
			if wrong != nil {
				return nil, wrong
			}
			w = append(w.with(text.String()), value)
			text.Reset()
			rest = rest[length:]
		default:
			end := 1 + strings.IndexByte(rest[1:]+"$", '$')
			text.WriteString(rest[:end])
			rest = rest[end:]
		}
	}
	return w.with(text.String()), nil
}

// with adds text, if there is any.
func (w words) with(text string) words {
	if text == "" {
		return w
	}
	return append(w, word{text: text})
}

// reference reads ${NAME} or ${NAME:-default}, and tells how long it is.
func (p *parser) reference(text string, offset int) (value word, length int, wrong *problem) {
	end := strings.IndexByte(text, '}')
	if end < 0 {
		return word{}, 0, problemf(offset, "${ begins no ${NAME} (letters, digits and _, no digit first); $${ is ${ itself")
	}
	name, otherwise, hasDefault := strings.Cut(text[2:end], ":-")
	if !isName(name) {
		return word{}, 0, problemf(offset, "${ begins no ${NAME} (letters, digits and _, no digit first); $${ is ${ itself")
	}
	value, wrong = p.value(name, offset)
	switch {
	case wrong != nil && hasDefault, hasDefault && value.value && value.text == "":
		value, wrong = word{text: otherwise, value: true}, nil
	case hasDefault && value.name != "":
		value.text = otherwise
	}
	if value.name != "" {
		p.asked = append(p.asked, Asked{p.number, name, otherwise})
	}
	return value, end + 1, wrong
}

func (p *parser) value(name string, offset int) (word, *problem) {
	if p.pending[name] {
		return word{}, problemf(offset, "${%s} is known only after the row of lines that it is captured in", name)
	}
	if _, ok := p.captured[name]; ok {
		return word{name: name}, nil
	}
	if value, ok := p.given(name); ok {
		return word{text: value, value: true}, nil
	}
	if p.o.Lenient {
		return word{name: name}, nil
	}
	return word{}, problemf(offset, "there is no ${%s}: -D %s=VALUE, the environment or a capture line before gives it ($${ is ${ itself)", name, name)
}

// fixed has the defaults in place of values that nobody has given and the run
// doesn't bring, and tells whether all is known then.
func (p *parser) fixed(w words) (known words, all bool) {
	for _, word := range w {
		if word.name != "" && word.text != "" && !p.isBrought(word.name) {
			word.name, word.value = "", true
		}
		known = append(known, word)
	}
	return known, !known.captured()
}

// brought tells whether there is a value in it that the run brings.
func (p *parser) brought(w words) bool {
	return slices.ContainsFunc(w, func(word word) bool { return word.name != "" && p.isBrought(word.name) })
}

func (p *parser) isBrought(name string) bool {
	_, captured := p.captured[name]
	return captured
}

// given is a value that is known from the start.
func (p *parser) given(name string) (string, bool) {
	if p.o.Lookup == nil {
		return "", false
	}
	return p.o.Lookup(name)
}

// know has name stand for what only the run will bring; peer: the other end may
// have chosen it.
func (p *parser) know(name string, peer bool) {
	if p.row != nil {
		p.pending[name] = true
		return
	}
	p.captured[name] = peer
}

// standIn expands with 0 for what only the run will bring: it goes with JSON,
// jq and regular expressions, in strings and without.
func (w words) standIn(fill matcher.Filling) string { return w.expand(w.zeros(), fill) }

func (w words) standInNotation(mark func(string) string) string { return w.notation(w.zeros(), mark) }

func (w words) zeros() Values {
	v := Values{}
	for _, word := range w {
		if word.name != "" {
			v[word.name] = "0"
		}
	}
	return v
}

// syntaxProblem says what is wrong with the notation of a matcher, and how to
// quote it. With values in it only its beginning is sure.
func (p *parser) syntaxProblem(err error, f field, w words) *problem {
	var syntax *matcher.SyntaxError
	if !errors.As(err, &syntax) {
		return problemf(f.offset, "%v", err)
	}
	wrong := &problem{f.offset, err.Error()}
	if !w.varies() && !strings.Contains(f.text, "$${") {
		wrong = &problem{f.offset + syntax.Offset(), syntax.Problem()}
	}
	if syntax.Quoted != "" {
		wrong.text += fmt.Sprintf(" (quoted, it means the text itself: %s)", Escape(syntax.Quoted))
	}
	return wrong
}
