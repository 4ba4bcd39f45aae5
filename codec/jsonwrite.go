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
	at := w.moment()
	if t == Text && w.escape == nil && len(payload) <= w.buf.Available()-roomAround && isPlainASCII(payload) {
		line := append(appendStart(w.buf.AvailableBuffer(), t), payload...)
		_, err := w.buf.Write(w.appendEnd(line, from, at))
		return err
	}
	if t == Text && !utf8.Valid(payload) {
		t = Binary // JSON has no other way to represent it
	}
	w.buf.Write(appendStart(w.buf.AvailableBuffer(), t))
	if t == Text {
		w.jsonText(payload)
	} else {
		w.encode(payload, 2, base64.StdEncoding.AppendEncode)
	}
	_, err := w.buf.Write(w.appendEnd(w.buf.AvailableBuffer(), from, at))
	return err
}

// roomAround is what a line has at most beside its data.
const roomAround = 256

func appendStart(line []byte, t Type) []byte {
	return append(append(append(line, `{"type":"`...), t.String()...), `","data":"`...)
}

func (w *Writer) appendEnd(line []byte, from From, at time.Time) []byte {
	line = append(line, '"')
	if from.Client != 0 {
		line = strconv.AppendInt(append(line, `,"client":`...), int64(from.Client), 10)
	}
	if from.End != "" {
		line = append(append(append(line, `,"from":"`...), from.End...), '"')
	}
	line = append(line, `,"time":"`...)
	return append(w.stamp.append(line, at, 9), "\"}\n"...)
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
