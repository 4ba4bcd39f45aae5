package matcher

import (
	"strings"

	"wspipe/codec"
)

// ParseMessage parses one message, in the notation of a matcher for it: TEXT, "…", hex: or base64:.
// Text that begins like another kind of matcher is just text here. An error is a *SyntaxError.
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

// Exactly returns the matcher that only this message meets.
func Exactly(t codec.Type, payload []byte) Matcher { return exact{t, string(payload)} }

// MessageOf returns the one message that m matches, or false if m may match several.
func MessageOf(m Matcher) (codec.Type, []byte, bool) {
	e, ok := m.(exact)
	return e.kind, []byte(e.payload), ok
}
