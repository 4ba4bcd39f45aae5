package matcher

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"wspipe/codec"
)

type regex struct {
	text string
	re   *regexp.Regexp
}

func (m regex) Match(t codec.Type, payload []byte) *Mismatch {
	switch {
	case t != codec.Text && !utf8.Valid(payload):
		return &Mismatch{Problem: "it is " + t.String() + ", and not UTF-8"}
	case !m.re.Match(payload):
		return &Mismatch{}
	}
	return nil
}

func (m regex) String() string { return m.text }

// Groups returns what the named groups of m have matched in a message that m matches, if m is a
// regular expression. A group that took no part is empty.
func Groups(m Matcher, payload []byte) map[string]string {
	groups := map[string]string{}
	expression, ok := m.(regex)
	if !ok || len(GroupNames(m)) == 0 {
		return groups
	}
	for i, value := range expression.re.FindSubmatch(payload) {
		if name := expression.re.SubexpNames()[i]; name != "" && (value != nil || groups[name] == "") {
			groups[name] = string(value)
		}
	}
	return groups
}

// GroupNames returns the names of m's groups.
func GroupNames(m Matcher) []string {
	expression, ok := m.(regex)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(expression.re.SubexpNames()), func(name string) bool { return name == "" })
}

// Find returns the first group's match in a message, or the whole match if there is no group. m
// must be a regular expression. If it doesn't match, Find says why.
func Find(m Matcher, t codec.Type, payload []byte) (string, *Mismatch) {
	if mismatch := m.Match(t, payload); mismatch != nil {
		return "", mismatch
	}
	found := m.(regex).re.FindSubmatch(payload) //nolint:forcetypeassert // the caller's promise
	return string(found[min(1, len(found)-1)]), nil
}

// parseRegex takes everything between the first slash and the last as the expression: slashes
// inside need no backslash.
func parseRegex(text string, _ ReadFile) (Matcher, *problem) {
	end := strings.LastIndexByte(text, '/')
	flags := text[end+1:]
	switch {
	case end == 0:
		return nil, &problem{len(text), "a regular expression ends with / or /i"}
	case flags != "" && flags != "i":
		return nil, &problem{end + 1, "a regular expression ends with / or /i"}
	}
	pattern := text[1:end]
	whole := pattern
	if flags == "i" {
		whole = "(?i)" + pattern
	}
	re, err := regexp.Compile(whole)
	if err != nil {
		return nil, regexProblem(pattern, err)
	}
	return regex{text, re}, nil
}

// longPattern is the length in bytes beyond which the place of an error is not searched for, since
// the search takes quadratic time.
const longPattern = 1000

// regexProblem finds the place of an error, which regexp doesn't report: the end of the shortest
// prefix with the same error.
func regexProblem(pattern string, err error) *problem {
	var found *syntax.Error
	if !errors.As(err, &found) {
		return &problem{1, err.Error()}
	}
	what := found.Code.String()
	switch found.Code {
	case syntax.ErrMissingParen, syntax.ErrUnexpectedParen, syntax.ErrLarge, syntax.ErrNestingDepth:
	default:
		what += ": " + found.Expr
	}
	if len(pattern) > longPattern || found.Code == syntax.ErrMissingParen {
		return &problem{1 + len(pattern), what}
	}
	for end := range len(pattern) {
		_, err := syntax.Parse(pattern[:end+1], syntax.Perl)
		var here *syntax.Error
		if !errors.As(err, &here) || here.Code != found.Code {
			continue
		}
		if found.Code == syntax.ErrUnexpectedParen || here.Expr != found.Expr {
			return &problem{1 + end, what}
		}
		return &problem{1 + end + 1 - len(here.Expr), what}
	}
	return &problem{1, what}
}
