package transcript

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// words are a part of a line: text, and names of values to put in.
type words []word

// word is text as written, or a value.
type word struct {
	text  string
	name  string // of a value that is known when the step comes; empty for text
	value bool   // text is a value that was known from the start
}

// varies tells whether there is any value in it.
func (w words) varies() bool {
	for _, word := range w {
		if word.name != "" || word.value {
			return true
		}
	}
	return false
}

// captured tells whether there is a value in it that only the run will bring.
func (w words) captured() bool {
	for _, word := range w {
		if word.name != "" {
			return true
		}
	}
	return false
}

// written is the text before the first value, which says of what kind it is.
func (w words) written() string {
	if len(w) == 0 || w[0].name != "" || w[0].value {
		return ""
	}
	return w[0].text
}

func (w words) expand(v Values, fill matcher.Filling) string {
	var b, written strings.Builder
	for _, word := range w {
		switch {
		case word.name != "":
			b.WriteString(fill(written.String(), v[word.name]))
		case word.value:
			b.WriteString(fill(written.String(), word.text))
		default:
			b.WriteString(word.text)
			written.WriteString(word.text)
		}
	}
	return b.String()
}

// notation puts values into the notation of a matcher or of a message, so that
// it stays of the kind that it is written as.
func (w words) notation(v Values, mark func(string) string) string {
	fill := matcher.FillingOf(mark(w.written()))
	switch {
	case fill != nil:
		return w.expand(v, fill)
	case w.varies():
		return matcher.Show(codec.Text, []byte(w.expand(v, matcher.AsItIs)))
	}
	return w.expand(v, matcher.AsItIs)
}

// pattern is a matcher in which there may be values.
type pattern struct {
	written words
	fixed   matcher.Matcher // nil where it takes a captured value
}

func (p *pattern) matcher(v Values) (matcher.Matcher, error) {
	if p.fixed != nil {
		return p.fixed, nil
	}
	return matcher.Parse(p.written.notation(v, matcher.Mark))
}
