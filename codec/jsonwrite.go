package codec

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonTime is RFC 3339 with all nine digits, so that lines sort by it.
const jsonTime = "2006-01-02T15:04:05.000000000Z07:00"

// jsonMessage writes a line by hand: messages are many, and reflection would cost more than all the rest.
func (w *Writer) jsonMessage(t Type, payload []byte) error {
	if t == Text && !utf8.Valid(payload) {
		t = Binary // JSON has no other way to show it
	}
	at := w.now()
	start := w.buf.AvailableBuffer()
	start = append(append(append(start, `{"type":"`...), t.String()...), `","data":"`...)
	w.buf.Write(start)
	if t == Text {
		w.jsonText(payload)
	} else {
		w.encode(payload, 2, base64.StdEncoding.AppendEncode)
	}
	return w.jsonEnd(at)
}

func (w *Writer) jsonEnd(at time.Time) error {
	end := append(w.buf.AvailableBuffer(), '"')
	if w.client != 0 {
		end = strconv.AppendInt(append(end, `,"client":`...), int64(w.client), 10)
	}
	end = append(end, `,"time":"`...)
	end = at.UTC().AppendFormat(end, jsonTime)
	_, err := w.buf.Write(append(end, "\"}\n"...))
	return err
}

func (w *Writer) jsonText(text []byte) {
	for len(text) > 0 {
		n := runeChunk(text)
		w.jsonChunk(text[:n])
		text = text[n:]
	}
}

func (w *Writer) jsonChunk(text []byte) {
	const growth = len(`\u0000`)
	if w.escape == nil {
		w.encode(text, growth, appendEscaped)
		return
	}
	w.buf.Write(w.safeJSON(appendEscaped(nil, text)))
}

// appendEscaped appends what stands between the quotes of a JSON string.
func appendEscaped(dst, text []byte) []byte {
	plain := 0
	for i, c := range text {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[plain:i]...)
		dst = appendEscape(dst, c)
		plain = i + 1
	}
	return append(dst, text[plain:]...)
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return appendUnicode(dst, rune(c))
}

func appendUnicode(dst []byte, r rune) []byte { return fmt.Appendf(dst, `\u%04x`, r) }

// safeJSON escapes, for a terminal, what JSON lets pass as it is. Such characters only stand in strings.
func (w *Writer) safeJSON(text []byte) []byte {
	if w.escape == nil {
		return text
	}
	var safe []byte
	for _, r := range string(text) {
		if !steers(r) {
			safe = utf8.AppendRune(safe, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			safe = appendUnicode(safe, rune(unit))
		}
	}
	return safe
}
