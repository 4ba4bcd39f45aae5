package status

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plural is "1 message" or "2 messages".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// longLine is how many bytes of a text without end a person wants to see in a line.
const longLine = 400

// Cut is a text, or the beginning of one that is too long to be shown, and how long it is.
func Cut(text string) string { return CutAfter(text, longLine) }

// CutAfter is Cut for a text of which so many bytes are wanted.
func CutAfter(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", Head(text, most), len(text))
}

// Head is the beginning of a text, at most limit bytes, in whole characters.
func Head(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// Joined is two remarks in one, or the one that there is.
func Joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Unprintable tells the characters that a text has to show by their numbers.
func Unprintable(r rune) bool { return !unicode.IsPrint(r) }

// CodeText is a status of HTTP with its name, if it has one.
func CodeText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

// WithoutLogin leaves NAME:PASSWORD@ out.
func WithoutLogin(name string) string {
	at := strings.LastIndex(name, "@")
	if at < 0 || !strings.Contains(name[:at], ":") {
		return name
	}
	return "…" + name[at:]
}
