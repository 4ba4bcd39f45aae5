package matcher

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"

	"wspipe/codec"
)

type regex struct {
	text string
	re   *regexp.Regexp
}

func (m regex) Match(t codec.Type, payload []byte) *Mismatch {
	switch {
	case t != codec.Text:
		return &Mismatch{Problem: "it is " + t.String() + ", not text"}
	case !m.re.Match(payload):
		return &Mismatch{}
	}
	return nil
}

func (m regex) String() string { return m.text }

// parseRegex takes all between the first slash and the last: those within need
// no backslash.
func parseRegex(text string) (Matcher, *problem) {
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

// longPattern is from how many bytes on looking for the place of an error,
// which takes time by the square of it, is given up.
const longPattern = 1000

// regexProblem finds the place, which regexp doesn't tell: the error is at the
// end of the shortest beginning that has it.
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
