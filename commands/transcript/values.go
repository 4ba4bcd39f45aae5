package transcript

import (
	"errors"
	"fmt"
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
			end := strings.IndexByte(rest, '}')
			if end < 0 || !isName(rest[2:end], 0) {
				return nil, problemf(offset, "${ begins no ${NAME} (letters, digits and _, no digit first); $${ is ${ itself")
			}
			value, found := p.value(rest[2:end], offset)
			if found != nil {
				return nil, found
			}
			w = append(w.with(text.String()), value)
			text.Reset()
			rest = rest[end+1:]
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

func (p *parser) value(name string, offset int) (word, *problem) {
	if p.captured[name] {
		return word{name: name}, nil
	}
	if p.o.Lookup != nil {
		if value, ok := p.o.Lookup(name); ok {
			return word{text: value, value: true}, nil
		}
	}
	return word{}, problemf(offset, "there is no ${%s}: -D %s=VALUE, the environment or a capture line before gives it ($${ is ${ itself)", name, name)
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
	found := &problem{f.offset, err.Error()}
	if !w.varies() && !strings.Contains(f.text, "$${") {
		found = &problem{f.offset + syntax.Offset(), syntax.Problem()}
	}
	if syntax.Quoted != "" {
		found.text += fmt.Sprintf(" (quoted, it means the text itself: %s)", Escape(syntax.Quoted))
	}
	return found
}
