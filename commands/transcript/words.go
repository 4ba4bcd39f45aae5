package transcript

import (
	"regexp"
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

// escaping makes a value fit for where it is put in, after written.
type escaping func(written, value string) string

func asItIs(_, value string) string { return value }

// inQuotes escapes values only where a double quote is open.
func inQuotes(escape func(string) string) escaping {
	return func(written, value string) string {
		if quoteOpen(written) {
			return escape(value)
		}
		return value
	}
}

// quoteOpen tells whether text ends inside a string of JSON or jq.
func quoteOpen(text string) bool {
	open := false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			open = !open
		case '\\':
			i++
		}
	}
	return open
}

// jsonEscaped is value as it stands inside a JSON string.
func jsonEscaped(value string) string {
	return strings.TrimSuffix(strings.TrimPrefix(matcher.JSON(value), `"`), `"`)
}

func (w words) expand(v Values, escape escaping) string {
	var b, written strings.Builder
	for _, word := range w {
		switch {
		case word.name != "":
			b.WriteString(escape(written.String(), v[word.name]))
		case word.value:
			b.WriteString(escape(written.String(), word.text))
		default:
			b.WriteString(word.text)
			written.WriteString(word.text)
		}
	}
	return b.String()
}

// notation puts values into the notation of a matcher or of a message, so that
// it stays of the kind that it is written as: in a regular expression a value
// stands for itself, in JSON's strings it is escaped, and a TEXT stays one
// whatever is in it.
func (w words) notation(v Values, mark func(string) string) string {
	switch mark(w.written()) {
	case "":
		text := w.expand(v, asItIs)
		if !w.varies() {
			return text
		}
		return matcher.Show(codec.Text, []byte(text))
	case "/":
		return w.expand(v, func(_, value string) string { return regexp.QuoteMeta(value) })
	case `"`, "json:", "jq:":
		return w.expand(v, inQuotes(jsonEscaped))
	}
	return w.expand(v, asItIs)
}

// messageMark is matcher.Mark for what is sent.
func messageMark(text string) string {
	switch mark := matcher.Mark(text); mark {
	case `"`, "hex:", "base64:":
		return mark
	}
	return ""
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
