package matcher

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"wspipe/codec"
)

// Show is the matcher that exactly this message meets, in one line that is
// safe for a terminal.
func Show(t codec.Type, payload []byte) string {
	if t != codec.Text {
		return strings.TrimRight("hex: "+hex.EncodeToString(payload), " ")
	}
	text := string(payload)
	if text == "" || Mark(text) != "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, unprintable) {
		return quote(text)
	}
	return text
}

// shownBytes is how much of a message a person wants to see in a line.
const shownBytes = 200

// Brief is Show for a message of any length: the beginning of a long one, and
// how long it is.
func Brief(t codec.Type, payload []byte) string {
	if len(payload) <= shownBytes {
		return Show(t, payload)
	}
	begin := payload[:shownBytes]
	if t == codec.Text {
		begin = []byte(head(string(payload), shownBytes))
	}
	return fmt.Sprintf("%s… (%d bytes)", Show(t, begin), len(payload))
}

// head is the beginning of a text, at most limit bytes, in whole characters.
func head(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// longLine is how many bytes of a text without end a person wants to see in a line.
const longLine = 400

// Cut is the beginning of a text that is too long to be shown, and how long it is.
func Cut(text string) string {
	if len(text) <= longLine {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", head(text, longLine), len(text))
}

// quote makes a JSON string of which every character can be seen.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unprintable(r):
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
