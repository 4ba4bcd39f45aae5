package matcher

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/codec"
)

// exact is one message, byte for byte.
type exact struct {
	kind    codec.Type
	payload string
}

func (m exact) Match(t codec.Type, payload []byte) *Mismatch {
	switch {
	case t != m.kind:
		return &Mismatch{Problem: "it is " + t.String() + ", not " + m.kind.String()}
	case string(payload) == m.payload:
		return nil
	case sameJSON(m.payload, payload):
		return &Mismatch{Problem: "as JSON they are the same: json: compares values"}
	}
	return &Mismatch{Problem: difference(m.payload, payload)}
}

// sameJSON is for objects and arrays: of other values nobody forgets the mark.
func sameJSON(text string, payload []byte) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	want, err := Decode([]byte(text))
	if err != nil {
		return false
	}
	got, err := Decode(payload)
	return err == nil && contains(got, want) == nil && contains(want, got) == nil
}

func (m exact) String() string { return Show(m.kind, []byte(m.payload)) }

// longText is from how many bytes on a person looks for a difference in vain.
const longText = 40

// difference says where two payloads part, if that isn't to be seen at once.
func difference(want string, got []byte) string {
	if len(want) < longText && len(got) < longText {
		return ""
	}
	same := 0
	for same < min(len(want), len(got)) && want[same] == got[same] {
		same++
	}
	return fmt.Sprintf("it differs after %d bytes", same)
}

func parseLiteral(text string) (Matcher, *problem) { return exact{codec.Text, text}, nil }

func parseQuoted(text string) (Matcher, *problem) {
	var literal string
	if err := json.Unmarshal([]byte(text), &literal); err != nil {
		return nil, jsonProblem(text, err, `the JSON string has no closing "`)
	}
	return exact{codec.Text, literal}, nil
}

func parseHex(text string) (Matcher, *problem) {
	digits := make([]byte, 0, len(text))
	for i, r := range text {
		switch {
		case r == ' ' || r == '\t':
		case strings.ContainsRune("0123456789abcdefABCDEF", r):
			digits = append(digits, byte(r))
		default:
			return nil, &problem{i, fmt.Sprintf("%q is no hex digit", r)}
		}
	}
	payload := make([]byte, len(digits)/2)
	if _, err := hex.Decode(payload, digits); err != nil {
		return nil, &problem{len(text), "half a byte: the number of hex digits is odd"}
	}
	return exact{codec.Binary, string(payload)}, nil
}

// parseBase64 takes the standard and the URL alphabet, padded or not, as the
// base64 format does.
func parseBase64(text string) (Matcher, *problem) {
	text = strings.TrimRight(text, " \t")
	if strings.ContainsAny(text, "\r\n") { // which encoding/base64 ignores
		return nil, &problem{strings.IndexAny(text, "\r\n"), "a line break in base64"}
	}
	digits := strings.NewReplacer("-", "+", "_", "/").Replace(text)
	encoding := base64.RawStdEncoding
	if strings.HasSuffix(text, "=") {
		encoding = base64.StdEncoding
	}
	payload, err := encoding.DecodeString(digits)
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		return nil, base64Problem(text, min(int(corrupt), len(text)))
	}
	return exact{codec.Binary, string(payload)}, nil
}

// base64Problem tells a character that is wrong where encoding/base64 stopped
// from one after which others are missing.
func base64Problem(text string, at int) *problem {
	begin, rest := text[:at], text[at:]
	r, _ := utf8.DecodeRuneInString(rest)
	isDigit := r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+/-_", r))
	if rest == "" || isDigit && !strings.Contains(begin, "=") {
		return &problem{len(text), "base64 ends in the middle of a byte"}
	}
	return &problem{at, fmt.Sprintf("%q has no place in base64 here", r)}
}
