package transcript

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// loosened is the size in bytes of the longest message that Loosen looks at.
const loosened = 8 << 10

// Loosen finds a matcher for a message and for those like it: what seems to
// have been made for this run, such as times, random ids and tokens, may be
// different. false where there is nothing of that kind, or no such matcher.
func Loosen(t codec.Type, payload []byte) (notation string, ok bool) {
	if t != codec.Text || len(payload) > loosened {
		return "", false
	}
	notation = loosenJSON(payload)
	if notation == "" {
		notation = loosenText(string(payload))
	}
	m, err := matcher.Parse(notation)
	return notation, notation != "" && err == nil && m.Match(t, payload) == nil
}

// loosenJSON leaves members of objects out. It returns "" where that doesn't do.
func loosenJSON(payload []byte) string {
	value, err := matcher.Decode(payload)
	if _, isObject := value.(map[string]any); err != nil || !isObject {
		return ""
	}
	found := false
	lasting, ok := withoutVolatile(value, &found)
	if !ok || !found {
		return ""
	}
	text := matcher.JSON(lasting)
	if strings.ContainsFunc(text, unprintable) {
		return ""
	}
	return "json: " + text
}

// withoutVolatile returns what of a value stays the same; false if nothing does.
func withoutVolatile(value any, found *bool) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, member := range v {
			if member, ok := withoutVolatile(member, found); ok {
				kept[name] = member
			}
		}
		return kept, true
	case []any:
		kept := make([]any, 0, len(v))
		for _, element := range v {
			element, ok := withoutVolatile(element, found)
			if !ok {
				return nil, false // the elements must stay as many as they are
			}
			kept = append(kept, element)
		}
		return kept, true
	case string:
		if len(volatileParts(v)) > 0 {
			*found = true
			return nil, false
		}
	case json.Number:
		if len(volatileParts(string(v))) > 0 {
			*found = true
			return nil, false
		}
	}
	return value, true
}

// loosenText returns "" where nothing in text changes, or where it doesn't fit
// into a line as a regular expression.
func loosenText(text string) string {
	parts := volatileParts(text)
	if len(parts) == 0 || strings.ContainsFunc(text, unprintable) {
		return ""
	}
	var b strings.Builder
	b.WriteString("/^")
	end := 0
	for _, part := range parts {
		b.WriteString(regexp.QuoteMeta(text[end:part[0]]))
		b.WriteString(".+")
		end = part[1]
	}
	b.WriteString(regexp.QuoteMeta(text[end:]))
	b.WriteString("$/")
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// candidates are dates with a time, as in ISO 8601 and in HTTP, a time of day, a
// Unix time with a fraction, a JSON Web Token, and words of letters, digits, -
// and _, as ids, tokens and Unix times are.
const candidates = `[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{9,}\.[0-9]+|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?` +
	`|[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?|[A-Za-z0-9_-]+`

// compiled is made when the first message is recorded: other runs don't wait for it.
var compiled = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(candidates) }) //nolint:gochecknoglobals // a constant

// volatileParts are where in text something stands that may change from run to run.
func volatileParts(text string) [][]int {
	var parts [][]int
	for _, part := range compiled().FindAllStringIndex(text, -1) {
		word := text[part[0]:part[1]]
		if isVolatile(word) || slices.ContainsFunc(strings.FieldsFunc(word, isHyphen), isVolatile) { // m_5f0c1a52
			parts = append(parts, part)
		}
	}
	return parts
}

func isHyphen(r rune) bool { return r == '-' || r == '_' }

// isVolatile tells a candidate from an ordinary word or number by its length
// and by the mix of its characters.
func isVolatile(word string) bool {
	if strings.ContainsAny(word, ":.") {
		return true
	}
	digits, lower, upper, turns := 0, 0, 0, 0
	for i, r := range word {
		digit := '0' <= r && r <= '9'
		switch {
		case digit:
			digits++
		case 'a' <= r && r <= 'z':
			lower++
		case 'A' <= r && r <= 'Z':
			upper++
		}
		if i > 0 && digit != ('0' <= word[i-1] && word[i-1] <= '9') {
			turns++
		}
	}
	const aTime, anID, aMix, aToken = 9, 8, 10, 16
	switch {
	case turns >= 3 && len(word) >= aMix && digits+lower+upper == len(word): // to and fro between letters and digits
		return true
	case digits == len(word):
		return digits >= aTime
	case len(word) >= aToken && lower > 0 && upper > 0 && (digits > 0 || 3*upper > len(word)): // names have fewer capitals
		return true
	case isHex(word):
		return len(word) >= anID && digits > 0
	}
	return false
}

// isHex also takes the hyphens of a UUID.
func isHex(word string) bool {
	return strings.Trim(word, "0123456789abcdef-") == "" || strings.Trim(word, "0123456789ABCDEF-") == ""
}
