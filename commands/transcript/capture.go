package transcript

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"wspipe/commands/matcher"
)

// Capture stores a value from the last message or event: the result of a filter, the match of a
// regular expression, or the bytes from From up to, but not including, To.
type Capture struct {
	Variable string
	From, To int
	filter   words
	regex    *pattern
}

// Filter returns the filter in jq's language, or "" if the value isn't captured with a filter.
func (a Capture) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// Regex returns the expression for matcher.Find, or nil if the value isn't captured with one.
// Errors are those of Expect.
func (a Capture) Regex(v Values) (matcher.Matcher, error) { return a.regex.matcherOrNil(v) }

var byteRange = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`^hex[ \t]+([0-9]+)\.\.([0-9]+)$`)
})

func (p *parser) parseCapture(step Step, word, rest field) *problem {
	name, rest := rest.cut()
	defer p.know(name.text, true) // even if the line is wrong
	if wrong := p.looked(step, word); wrong != nil {
		return wrong
	}
	if !isName(name.text) {
		return problemf(name.offset, "after capture goes the NAME for ${NAME}: letters, digits and _, no digit first")
	}
	a := Capture{Variable: name.text}
	var wrong *problem
	switch bounds := byteRange().FindStringSubmatch(rest.text); {
	case bounds != nil:
		a.From, a.To, wrong = bytesOf(bounds, rest)
	case strings.HasPrefix(rest.text, "/"):
		var pattern pattern
		pattern, wrong = p.pattern(rest)
		a.regex = &pattern
	default:
		a.filter, wrong = p.filter(rest)
	}
	if wrong != nil {
		return wrong
	}
	p.add(step, a)
	return nil
}

func bytesOf(bounds []string, rest field) (from, to int, wrong *problem) {
	from, err := strconv.Atoi(bounds[1])
	to, failed := strconv.Atoi(bounds[2])
	if err != nil || failed != nil || from >= to {
		return 0, 0, problemf(rest.offset, "hex A..B are the bytes from A, the first being 0, up to B, which isn't one of them")
	}
	return from, to, nil
}
