// Package matcher says which messages a user expects. The same notation stands
// in flags and in transcripts:
//
//	TEXT                    text, and equal
//	/REGEX/, /REGEX/i       text in which Go's RE2 finds it
//	json: VALUE             JSON that contains VALUE
//	jq: FILTER              JSON for which the filter's last output is neither false nor null
//	hex: 00 ff              binary, and equal
//	base64: AP8=            binary, and equal
//	"…"                     a JSON string, for TEXT that begins like another kind
package matcher

import (
	"strings"
	"unicode/utf8"

	"wspipe/codec"
)

// Matcher is one expectation. It may be used by several goroutines at once.
type Matcher interface {
	// Match returns nil if a message matches, and else why it doesn't. Of
	// payload nothing is kept.
	Match(t codec.Type, payload []byte) *Mismatch
	// String is the matcher in its own notation, for people to read.
	String() string
}

// Mismatch says why a message doesn't match, beyond what showing both says.
type Mismatch struct {
	// Path leads to where values differ, as jq writes it; empty where the
	// message as a whole is meant.
	Path string
	// Expected and Got are the values there.
	Expected, Got string
	// Problem says it in words, where there are no values to compare; both
	// may be empty where the messages just differ.
	Problem string
}

func (m *Mismatch) String() string {
	if m.Path == "" {
		return m.Problem
	}
	return m.Path + ": expected " + m.Expected + ", got " + m.Got
}

// Parse reads a matcher. An error is a *SyntaxError.
func Parse(text string) (Matcher, error) {
	if at := invalidUTF8(text); at >= 0 {
		return nil, &SyntaxError{text: text, offset: at, problem: "not UTF-8, which no text message is"}
	}
	parse, begin := kindOf(text)
	m, problem := parse(text[begin:])
	if problem != nil {
		return nil, &SyntaxError{text: text, offset: begin + problem.offset, problem: problem.text, Quoted: quote(text)}
	}
	return m, nil
}

// parser reads what follows the mark of its kind.
type parser func(text string) (Matcher, *problem)

// problem is what is wrong in a text, and at which byte.
type problem struct {
	offset int
	text   string
}

// kindOf tells how to read text, and from which byte on.
func kindOf(text string) (parser, int) {
	switch Mark(text) {
	case "/":
		return parseRegex, 0
	case `"`:
		return parseQuoted, 0
	case "json:":
		return parseJSON, afterMark(text)
	case "jq:":
		return parseJQ, afterMark(text)
	case "hex:":
		return parseHex, afterMark(text)
	case "base64:":
		return parseBase64, afterMark(text)
	}
	return parseLiteral, 0
}

// afterMark is where text goes on after its mark and the blanks that follow.
func afterMark(text string) int {
	return len(text) - len(strings.TrimLeft(text[len(Mark(text)):], " \t"))
}

// invalidUTF8 is the first byte that makes no character, or -1.
func invalidUTF8(text string) int {
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}
	return -1
}
