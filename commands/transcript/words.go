package transcript

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// words is a part of a line: text, and the names of values to fill in.
type words []word

// word is text as written, or a value.
type word struct {
	text  string // if there is a name, the default for when the value is empty
	name  string // of a value that is known when the step runs; empty for text
	value bool   // text is a value that was known from the start
}

// varies reports whether w contains any value.
func (w words) varies() bool {
	for _, word := range w {
		if word.name != "" || word.value {
			return true
		}
	}
	return false
}

// captured reports whether w contains a value that is only known during the run.
func (w words) captured() bool {
	for _, word := range w {
		if word.name != "" {
			return true
		}
	}
	return false
}

// written returns the text before the first value, which determines the kind of the notation.
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
			b.WriteString(fill(written.String(), v.or(word.name, word.text)))
		case word.value:
			b.WriteString(fill(written.String(), word.text))
		default:
			b.WriteString(word.text)
			written.WriteString(word.text)
		}
	}
	return b.String()
}

// or returns a value, or otherwise if it is empty.
func (v Values) or(name, otherwise string) string {
	if value := v[name]; value != "" {
		return value
	}
	return otherwise
}

// notation fills values into the notation of a matcher or of a message without changing its kind.
func (w words) notation(v Values, mark func(string) string) string {
	fill := matcher.FillingOf(mark(w.written()))
	switch {
	case fill != nil:
		return w.expand(v, fill)
	case w.varies():
		return matcher.Show(codec.Text, []byte(w.expand(v, w.fillingOfText())))
	}
	return w.expand(v, matcher.AsItIs)
}

// fillingOfText escapes values within JSON strings if the text is JSON from its first bracket on:
// Socket.IO, for one, puts a number before it.
func (w words) fillingOfText() matcher.Filling {
	begin := strings.IndexAny(w.expand(nil, func(string, string) string { return "" }), "{[")
	standIn := w.expand(nil, func(string, string) string { return "0" })
	if begin < 0 || !json.Valid([]byte(standIn[strings.IndexAny(standIn, "{["):])) {
		return matcher.AsItIs
	}
	return func(written, value string) string {
		if len(written) <= begin {
			return value
		}
		return matcher.FillStrings(written[begin:], value)
	}
}

// inURL percent-encodes a value in a URL's path or query. In the scheme and the authority it is
// inserted unchanged.
func inURL(written, value string) string {
	if strings.HasPrefix(written, "ws+unix:") && strings.Count(written, ":") < 2 {
		return value
	}
	_, rest, found := strings.Cut(written, "://")
	if !found {
		rest = written
	}
	if !strings.ContainsAny(rest, "/?") {
		return value
	}
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// pattern is a matcher that may contain values.
type pattern struct {
	written words
	fixed   matcher.Matcher // nil if it contains a captured value
	groups  []string        // the names of a regular expression's groups
}

func (p *pattern) matcher(v Values) (matcher.Matcher, error) {
	if p.fixed != nil {
		return p.fixed, nil
	}
	return matcher.ParseReading(p.written.notation(v, matcher.Mark), unread)
}

// matcherOrNil is matcher for a pattern that may be nil.
func (p *pattern) matcherOrNil(v Values) (matcher.Matcher, error) {
	if p == nil {
		return nil, nil
	}
	return p.matcher(v)
}

// isMessage reports whether the pattern is a single message, whatever its values will be.
func (p *pattern) isMessage() bool {
	if p.fixed != nil {
		_, _, ok := matcher.MessageOf(p.fixed)
		return ok
	}
	mark := matcher.Mark(p.written.written())
	return mark == matcher.MessageMark(mark)
}

// unread rejects a file named in a matcher that contains values of the run.
func unread(name string) ([]byte, error) {
	return nil, fmt.Errorf("%s: a file is read before the run", name)
}
