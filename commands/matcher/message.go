package matcher

import (
	"strings"

	"wspipe/codec"
)

// ParseMessage reads one message, in the notation that a matcher for it has:
// TEXT, "…", hex: or base64:. What begins like another kind of matcher is text
// here. An error is a *SyntaxError.
func ParseMessage(text string) (codec.Type, []byte, error) {
	if mark := Mark(text); mark != `"` && mark != "hex:" && mark != "base64:" && invalidUTF8(text) < 0 {
		return codec.Text, []byte(text), nil
	}
	m, err := Parse(text)
	if err != nil {
		return 0, nil, err
	}
	t, payload, _ := MessageOf(m)
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

// Mark is what text of a kind other than TEXT begins with: / " json: jq: hex:
// or base64:; empty for TEXT.
func Mark(text string) string {
	for _, mark := range []string{"/", `"`, "json:", "jq:", "hex:", "base64:"} {
		if strings.HasPrefix(text, mark) {
			return mark
		}
	}
	return ""
}
