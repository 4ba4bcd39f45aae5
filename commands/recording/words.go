package recording

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// candidates matches addresses with a port, measured times, dates with a time, as in ISO 8601 and
// in HTTP, times of day, Unix times with a fraction, JSON Web Tokens, and words of letters, digits,
// - and _, such as ids, tokens and Unix times.
const candidates = `(?:localhost|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9a-f:]+\]):[0-9]{4,5}|[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms)\b|[0-9]+\.[0-9]+s\b|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{9,}\.[0-9]+|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?` +
	`|[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?|[A-Za-z0-9_-]+`

// compiled is compiled when the first message is recorded, so that other runs don't wait for it.
var compiled = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(candidates) }) //nolint:gochecknoglobals // a constant

// longWord is how long a value must be not to equal another by coincidence.
const longWord = 4

// wordsOf returns the long words.
func wordsOf(text string) (found []span) {
	for _, part := range compiled().FindAllStringIndex(text, -1) {
		if part[1]-part[0] >= longWord {
			found = append(found, span{start: part[0], end: part[1], value: text[part[0]:part[1]]})
		}
	}
	return found
}

// volatileParts returns the positions in text of what may change from run to run.
func volatileParts(text string) [][]int {
	var parts [][]int
	for _, part := range compiled().FindAllStringIndex(text, -1) {
		word := text[part[0]:part[1]]
		if isVolatile(word) || isGrouped(word) || slices.ContainsFunc(strings.FieldsFunc(word, isHyphen), isVolatile) { // m_5f0c1a52
			parts = append(parts, part)
		}
	}
	return parts
}

func isHyphen(r rune) bool { return r == '-' || r == '_' }

// isVolatile tells a candidate from an ordinary word or number by its length and its mix of
// characters.
func isVolatile(word string) bool {
	if strings.ContainsAny(word, ":.") || measured().MatchString(word) {
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
	case turns >= 3 && len(word) >= aMix && digits+lower+upper == len(word): // alternating between letters and digits
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

// measured matches the time that something took.
var measured = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]+(ns|us|µs|ms)$`) }) //nolint:gochecknoglobals // a constant

// isGrouped reports whether word is an id such as AB12-CD34-EF56, whose groups aren't ids on their
// own.
func isGrouped(word string) bool {
	groups := strings.FieldsFunc(word, isHyphen)
	short := slices.ContainsFunc(groups, func(group string) bool { return len(group) < 3 })
	return len(groups) > 1 && !short && (isVolatile(strings.Join(groups, "")) || isKey(groups))
}

// isKey reports whether groups look like a licence key: capitals and at least one digit, in many
// groups of the same length.
func isKey(groups []string) bool {
	other := slices.ContainsFunc(groups, func(group string) bool {
		return len(group) != len(groups[0]) || strings.ToUpper(group) != group
	})
	return len(groups) >= 4 && !other && strings.ContainsAny(strings.Join(groups, ""), "0123456789")
}

// isHex also accepts the hyphens of a UUID.
func isHex(word string) bool {
	return strings.Trim(word, "0123456789abcdef-") == "" || strings.Trim(word, "0123456789ABCDEF-") == ""
}

// looksMadeUp reports whether only a server can have made up a value, such as
// specific.inmemory!qonSiIdQXEVa: a long value without blanks, containing a long word with capitals
// among its small letters.
func looksMadeUp(value string) bool {
	if len(value) < 16 || strings.ContainsAny(value, " \t\n") {
		return false
	}
	return slices.ContainsFunc(strings.FieldsFunc(value, isNoLetter), func(word string) bool {
		return len(word) >= 10 && strings.ToLower(word[1:]) != word[1:] && strings.ToUpper(word) != word
	})
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }
