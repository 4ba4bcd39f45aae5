package matcher

import (
	"strings"

	"wspipe/codec"
)

// ParseMessage reads one message, in the notation that a matcher for it has:
// TEXT, "…", hex: or base64:. What begins like another kind of matcher is text
// here. An error is a *SyntaxError.
func ParseMessage(text string) (codec.Type, []byte, error) {
	if MessageMark(text) == "" && invalidUTF8(text) < 0 {
		return codec.Text, []byte(text), nil
	}
	m, err := Parse(text)
	if err != nil {
		return 0, nil, err
	}
	t, payload, ok := MessageOf(m)
	if !ok {
		return 0, nil, &SyntaxError{text: text, offset: strings.IndexAny(text, "?."), problem: "?? and .. are no bytes to send", Quoted: quote(text)}
	}
	return t, payload, nil
}

// Exactly is the matcher that this message meets, and no other does.
func Exactly(t codec.Type, payload []byte) Matcher { return exact{t, string(payload)} }

// MessageOf is the one message that m matches; false for a matcher that may
// match several.
func MessageOf(m Matcher) (codec.Type, []byte, bool) {
	e, ok := m.(exact)
	return e.kind, []byte(e.payload), ok
}
