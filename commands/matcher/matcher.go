// Package matcher matches messages against what a user expects. Flags and transcripts use the same
// notation:
//
//	TEXT                    a text message, equal to TEXT
//	/REGEX/, /REGEX/i       UTF-8, text or binary, that matches this regular expression of Go
//	json: VALUE             JSON that contains VALUE; * is any value
//	jq: FILTER              JSON for which the filter's last output is neither false nor null
//	schema: FILE            JSON that is valid by this JSON Schema
//	hex: 00 ?? ff ..        an equal binary message; ?? is any byte, .. any number of bytes
//	base64: AP8=            an equal binary message
//	"…"                     a JSON string, for TEXT that begins like another kind
//
// If a message is several JSON values, one of them must match.
package matcher

import (
	"unicode/utf8"

	"wspipe/codec"
)

// Matcher is one expectation. It may be used by several goroutines at once.
type Matcher interface {
	// Match returns nil if a message matches, and otherwise why it doesn't. It doesn't retain
	// payload.
	Match(t codec.Type, payload []byte) *Mismatch
	// String returns the matcher in its own notation, for people to read.
	String() string
}

// Mismatch says why a message doesn't match, beyond what showing both says.
type Mismatch struct {
	// Path leads to where values differ, as jq writes it; empty for the message as a whole.
	Path string
	// Expected and Got are the values there.
	Expected, Got string
	// Problem describes the mismatch if there are no values to compare; both may be empty if the
	// messages just differ.
	Problem string
}

func (m *Mismatch) String() string {
	if m.Path == "" {
		return m.Problem
	}
	return m.Path + ": expected " + m.Expected + ", got " + m.Got
}

// ReadFile reads the file that a matcher names.
type ReadFile func(name string) ([]byte, error)

// Parse parses a matcher; its file is relative to the working directory. An error is a
// *SyntaxError.
func Parse(text string) (Matcher, error) { return ParseReading(text, readFile) }

// ParseReading is Parse with files read by read.
func ParseReading(text string, read ReadFile) (Matcher, error) {
	if at := invalidUTF8(text); at >= 0 {
		return nil, &SyntaxError{text: text, offset: at, problem: "not UTF-8, which no text message is"}
	}
	k := kindOf(text)
	if k == nil {
		return exact{codec.Text, text}, nil
	}
	begin := k.begin(text)
	m, problem := k.parse(text[begin:], read)
	if problem != nil {
		return nil, &SyntaxError{text: text, offset: begin + problem.offset, problem: problem.text, Quoted: quote(text)}
	}
	return m, nil
}

// invalidUTF8 returns the index of the first invalid byte, or -1.
func invalidUTF8(text string) int {
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}
	return -1
}
