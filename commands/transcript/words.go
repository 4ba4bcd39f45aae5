package transcript

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// words are a part of a line: text, and names of values to put in.
type words []word

// word is text as written, or a value.
type word struct {
	text  string // with a name: what stands there while the value is empty
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

// or is a value, or what stands in for one that is empty.
func (v Values) or(name, otherwise string) string {
	if value := v[name]; value != "" {
		return value
	}
	return otherwise
}

// notation puts values into the notation of a matcher or of a message, so that
// it stays of the kind that it is written as.
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

// fillingOfText escapes values in strings of JSON, where text is JSON from its
// first bracket on: Socket.IO, for one, has a number before it.
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

// inURL encodes a value in a URL's path and query. What the URL begins with,
// and what names the server, is taken as it is.
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

// pattern is a matcher in which there may be values.
type pattern struct {
	written words
	fixed   matcher.Matcher // nil where it takes a captured value
	groups  []string        // the names of those of a regular expression
}

func (p *pattern) matcher(v Values) (matcher.Matcher, error) {
	if p.fixed != nil {
		return p.fixed, nil
	}
	return matcher.ParseReading(p.written.notation(v, matcher.Mark), unread)
}

// matcherOrNil is for a pattern that may not be there.
func (p *pattern) matcherOrNil(v Values) (matcher.Matcher, error) {
	if p == nil {
		return nil, nil
	}
	return p.matcher(v)
}

// isMessage tells whether it is one message, whatever its values will be.
func (p *pattern) isMessage() bool {
	if p.fixed != nil {
		_, _, ok := matcher.MessageOf(p.fixed)
		return ok
	}
	mark := matcher.Mark(p.written.written())
	return mark == matcher.MessageMark(mark)
}

// unread is for a matcher with values of the run in it, which names no file.
func unread(name string) ([]byte, error) {
	return nil, fmt.Errorf("%s: a file is read before the run", name)
}
