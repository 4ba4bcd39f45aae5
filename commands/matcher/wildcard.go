package matcher

import (
	"strings"
)

// anyValue is the value of *.
type anyValue struct{}

// MarshalJSON shows the value in a difference.
func (anyValue) MarshalJSON() ([]byte, error) { return []byte(`"*"`), nil }

// withWildcards replaces each * in the place of a value by a valid one: in plain by 0, so that no
// offset changes, and in marked by the string mark, which doesn't occur in text. Any other * stays,
// which makes the text invalid JSON.
func withWildcards(text string) (plain, marked, mark string) {
	mark = "*any*"
	for strings.Contains(text, mark) {
		mark += "*"
	}
	var p, m strings.Builder
	for i, inside := 0, false; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			inside = !inside
		case inside && c == '\\' && i+1 < len(text):
			p.WriteByte(c)
			m.WriteByte(c)
			i++
		case !inside && c == '*' && aloneAt(text, i):
			p.WriteByte('0')
			m.WriteString(`"` + mark + `"`)
			continue
		}
		p.WriteByte(text[i])
		m.WriteByte(text[i])
	}
	return p.String(), m.String(), mark
}

// aloneAt reports whether the character at i is a value by itself.
func aloneAt(text string, i int) bool {
	const blanks = " \t\r\n"
	before, after := strings.TrimRight(text[:i], blanks), strings.TrimLeft(text[i+1:], blanks)
	return (before == "" || strings.ContainsRune(":[,", rune(before[len(before)-1]))) &&
		(after == "" || strings.ContainsRune(",]}", rune(after[0])))
}

// wildcards replaces the strings that withWildcards inserted by anyValue. It changes the value in
// place.
func wildcards(value any, mark string) any {
	switch v := value.(type) {
	case string:
		if v == mark {
			return anyValue{}
		}
	case []any:
		for i := range v {
			v[i] = wildcards(v[i], mark)
		}
	case map[string]any:
		for name := range v {
			v[name] = wildcards(v[name], mark)
		}
	}
	return value
}
