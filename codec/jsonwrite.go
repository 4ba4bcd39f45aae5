package codec

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonMessage builds the line by hand: with many messages, reflection would cost more than everything else.
func (w *Writer) jsonMessage(from From, t Type, payload []byte) error {
	if t == Text && !utf8.Valid(payload) {
		t = Binary // JSON has no other way to represent it
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
	return w.jsonEnd(from, at)
}

func (w *Writer) jsonEnd(from From, at time.Time) error {
	end := append(w.buf.AvailableBuffer(), '"')
	if from.Client != 0 {
		end = strconv.AppendInt(append(end, `,"client":`...), int64(from.Client), 10)
	}
	if from.End != "" {
		end = append(append(append(end, `,"from":"`...), from.End...), '"')
	}
	end = append(end, `,"time":"`...)
	_, err := w.buf.Write(append(w.stamp.append(end, at, 9), "\"}\n"...))
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

// appendEscaped appends text as it is written between the quotes of a JSON string.
func appendEscaped(dst, text []byte) []byte {
	for {
		plain := plainEnd(text, 0)
		dst = append(dst, text[:plain]...)
		if plain == len(text) {
			return dst
		}
		dst = appendEscape(dst, text[plain])
		text = text[plain+1:]
	}
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

// safeJSON escapes what could control a terminal and JSON allows unescaped. Such characters occur only in strings.
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
