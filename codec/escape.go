package codec

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns text with whatever would control a terminal, or reorder what is read there, escaped as by
// WriterOptions.Escape.
func Visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if shown := escapeRune(r, size, text[i]); shown != "" && !isPlain(text[i]) {
			b.WriteString(shown)
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// escaper escapes what would control a terminal. A UTF-8 sequence split between two writes is held until it is
// complete.
type escaper struct {
	w     *bufio.Writer // remembers its first error, so only the last write of each call checks for one
	split [utf8.UTFMax]byte
	held  int // bytes in split
}

// Write escapes p and writes it, except for an unfinished UTF-8 sequence at its end.
func (e *escaper) Write(p []byte) (int, error) {
	size := len(p)
	for e.held > 0 && len(p) > 0 {
		e.split[e.held] = p[0]
		e.hold(e.escape(e.split[:e.held+1]))
		p = p[1:]
	}
	if len(p) > 0 {
		e.hold(e.escape(p))
	}
	_, err := e.w.Write(nil)
	return size, err
}

// finish ends a message: what is still held isn't UTF-8.
func (e *escaper) finish() error {
	for _, c := range e.split[:e.held] {
		fmt.Fprintf(e.w, `\x%02x`, c)
	}
	e.held = 0
	_, err := e.w.Write(nil)
	return err
}

func (e *escaper) hold(rest []byte) { e.held = copy(e.split[:], rest) }

// escape writes p up to an unfinished UTF-8 sequence at its end, which it returns.
func (e *escaper) escape(p []byte) (rest []byte) {
	plain := 0
	for i := 0; i < len(p); {
		if isPlain(p[i]) {
			i++
			continue
		}
		if !utf8.FullRune(p[i:]) {
			e.w.Write(p[plain:i])
			return p[i:]
		}
		r, size := utf8.DecodeRune(p[i:])
		if shown := escapeRune(r, size, p[i]); shown != "" {
			e.w.Write(p[plain:i])
			e.w.WriteString(shown)
			plain = i + size
		}
		i += size
	}
	e.w.Write(p[plain:])
	return nil
}

// isPlain quickly recognizes most bytes that need no escape.
func isPlain(c byte) bool {
	return ' ' <= c && c <= '~' || c == '\n' || c == '\t'
}

// escapeRune returns what to show instead of a rune whose first byte is c, or "" to show it as it is.
func escapeRune(r rune, size int, c byte) string {
	switch {
	case size == 1: // not plain: a control character, or not UTF-8
		return fmt.Sprintf(`\x%02x`, c)
	case !steers(r):
		return ""
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// steers reports whether r is a control character other than tab and newline, or an invisible character that changes
// how the rest is read: text direction, zero width, end of line.
func steers(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f
	case r == '\u2028', r == '\u2029':
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) // the latter are visible
}
