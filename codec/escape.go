package codec

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is a text with what would steer a terminal, or reorder what is read there, shown as WriterOptions.Escape does.
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

// escaper shows what would steer a terminal instead of sending it there. A UTF-8 sequence split between two writes is
// held until it is whole.
type escaper struct {
	w     *bufio.Writer // remembers its first error, so only the last write of each call looks at it
	split [utf8.UTFMax]byte
	held  int // bytes in split
}

// Write escapes p and writes it, but for an unfinished UTF-8 sequence at its end.
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

// finish ends a message: what is still held is not UTF-8.
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

// isPlain is the quick answer for most bytes.
func isPlain(c byte) bool {
	return ' ' <= c && c <= '~' || c == '\n' || c == '\t'
}

// escapeRune returns what to show instead of a rune that began with the byte c, or nothing.
func escapeRune(r rune, size int, c byte) string {
	switch {
	case size == 1: // not plain: a control character, or no UTF-8
		return fmt.Sprintf(`\x%02x`, c)
	case !steers(r):
		return ""
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// steers tells control characters other than tab and newline, and what is invisible and changes how the rest is read:
// directions, zero widths, ends of lines.
func steers(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f
	case r == '\u2028', r == '\u2029':
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) // which can be seen
}
