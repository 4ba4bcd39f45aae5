package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wspipe/commands/matcher"
)

// words finds the values in a part of the line, and fills in those that are known. Unknown names
// are errors.
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

// with appends text unless it is empty.
func (w words) with(text string) words {
	if text == "" {
		return w
	}
	return append(w, word{text: text})
}

// reference parses ${NAME} or ${NAME:-default}, and returns its length.
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

// fixed replaces values that are neither given nor produced by the run by their defaults, and
// reports whether everything is known then.
func (p *parser) fixed(w words) (known words, all bool) {
	for _, word := range w {
		if word.name != "" && word.text != "" && !p.isBrought(word.name) {
			word.name, word.value = "", true
		}
		known = append(known, word)
	}
	return known, !known.captured()
}

// brought reports whether w contains a value that the run produces.
func (p *parser) brought(w words) bool {
	return slices.ContainsFunc(w, func(word word) bool { return word.name != "" && p.isBrought(word.name) })
}

func (p *parser) isBrought(name string) bool {
	_, captured := p.captured[name]
	return captured
}

// given returns a value that is known from the start.
func (p *parser) given(name string) (string, bool) {
	if p.o.Lookup == nil {
		return "", false
	}
	return p.o.Lookup(name)
}

// know declares name as a value that is only known during the run. peer means that the other end
// may have chosen it.
func (p *parser) know(name string, peer bool) {
	if p.row != nil {
		p.pending[name] = true
		return
	}
	p.captured[name] = peer
}

// standIn expands w with 0 for values that are only known during the run: 0 is valid in JSON, jq
// and regular expressions, within strings and outside of them.
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

// syntaxProblem says what is wrong with the notation of a matcher, and how to quote it. If there
// are values in it, only the offset of the beginning is certain.
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
