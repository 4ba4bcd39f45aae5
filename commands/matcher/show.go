package matcher

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"wspipe/codec"
	"wspipe/commands/status"
)

// Show returns the matcher that only this message meets, in one line that is safe for a terminal.
func Show(t codec.Type, payload []byte) string {
	if t != codec.Text {
		return strings.TrimRight("hex: "+hex.EncodeToString(payload), " ")
	}
	text := string(payload)
	if text == "" || text[0] == '@' || Mark(text) != "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, status.Unprintable) {
		return quote(text)
	}
	return text
}

// shownBytes is how much of a message a person wants to see in a line.
const shownBytes = 200

// Brief shows people a message of any length: as Show does, except that binary which is text is
// shown as text, and a long message is cut, with its length.
func Brief(t codec.Type, payload []byte) string {
	begin, cut := payload, len(payload) > shownBytes
	readable := t == codec.Text || isReadable(payload)
	switch {
	case cut && readable:
		begin = []byte(status.Head(string(payload), shownBytes))
	case cut:
		begin = payload[:shownBytes]
	}
	switch {
	case t != codec.Text && readable && cut:
		return fmt.Sprintf("%s… (binary, %d bytes)", Show(codec.Text, begin), len(payload))
	case t != codec.Text && readable:
		return Show(codec.Text, begin) + " (binary)"
	case cut:
		return fmt.Sprintf("%s… (%d bytes)", Show(t, begin), len(payload))
	}
	return Show(t, payload)
}

// isReadable reports whether a binary message is text: some servers send all text as binary.
func isReadable(payload []byte) bool {
	return len(payload) > 0 && utf8.Valid(payload) && !bytes.ContainsFunc(payload, func(r rune) bool {
		return status.Unprintable(r) && !unicode.IsSpace(r)
	})
}

// quote returns a JSON string in which every character is visible.
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
		case status.Unprintable(r):
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
