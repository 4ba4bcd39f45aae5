package status

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plural returns "1 message" or "2 messages".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Waited returns "1 message that waited was" or "2 messages that waited were", to which is added what became of them.
func Waited(messages int) string {
	if messages == 1 {
		return "1 message that waited was"
	}
	return fmt.Sprintf("%d messages that waited were", messages)
}

// longLine is how many bytes of a long text people want to see in a line.
const longLine = 400

// Cut returns text, shortened if it is too long to be shown, with its length.
func Cut(text string) string { return CutAfter(text, longLine) }

// CutAfter is Cut with another limit.
func CutAfter(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", Head(text, most), len(text))
}

// Head returns the beginning of text, at most limit bytes, in whole characters.
func Head(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// Joined joins two remarks, or returns the only one.
func Joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Unprintable reports whether a character must be shown by its number.
func Unprintable(r rune) bool { return !unicode.IsPrint(r) }

// CodeText returns an HTTP status with its name, if it has one.
func CodeText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

// WithoutLogin removes NAME:PASSWORD@.
func WithoutLogin(name string) string {
	at := strings.LastIndex(name, "@")
	if at < 0 || !strings.Contains(name[:at], ":") {
		return name
	}
	return "…" + name[at:]
}
