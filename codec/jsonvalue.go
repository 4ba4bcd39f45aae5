package codec

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// maxJSONDepth is how deeply arrays and objects may be nested, as in encoding/json.
const maxJSONDepth = 10_000

// The functions below return where the JSON value (RFC 8259) that begins at b[i] ends, or -1 if there is none. They
// accept and reject what encoding/json does.

func valueEnd(b []byte, i, depth int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return stringEnd(b, i)
	case '{':
		return nestedEnd(b, i, depth, '}', memberEnd)
	case '[':
		return nestedEnd(b, i, depth, ']', valueEnd)
	case 't':
		return literalEnd(b, i, "true")
	case 'f':
		return literalEnd(b, i, "false")
	case 'n':
		return literalEnd(b, i, "null")
	}
	return numberEnd(b, i)
}

// nestedEnd handles values whose elements are separated by commas.
func nestedEnd(b []byte, i, depth int, closing byte, elementEnd func([]byte, int, int) int) int {
	if depth >= maxJSONDepth {
		return -1
	}
	if i = skipBlanks(b, i+1); i < len(b) && b[i] == closing {
		return i + 1
	}
	for {
		if i = elementEnd(b, i, depth+1); i < 0 {
			return -1
		}
		if i = skipBlanks(b, i); i >= len(b) {
			return -1
		}
		switch b[i] {
		case closing:
			return i + 1
		case ',':
			i = skipBlanks(b, i+1)
		default:
			return -1
		}
	}
}

func memberEnd(b []byte, i, depth int) int {
	_, value := memberValue(b, i)
	if value < 0 {
		return -1
	}
	return valueEnd(b, value, depth)
}

// memberValue returns where the name of an object's member ends, and where its value begins.
func memberValue(b []byte, i int) (nameEnd, value int) {
	if i >= len(b) || b[i] != '"' {
		return -1, -1
	}
	if nameEnd = stringEnd(b, i); nameEnd < 0 {
		return -1, -1
	}
	if i = skipBlanks(b, nameEnd); i >= len(b) || b[i] != ':' {
		return -1, -1
	}
	return nameEnd, skipBlanks(b, i+1)
}

func stringEnd(b []byte, i int) int {
	for i++; ; {
		if i = plainEnd(b, i); i >= len(b) || b[i] < ' ' {
			return -1
		}
		if b[i] == '"' {
			return i + 1
		}
		if i = escapeEnd(b, i); i < 0 {
			return -1
		}
	}
}

const tops = 0x8080808080808080 // the top bit of each of eight bytes

// plainEnd returns the index of the first byte from i on that can't be in a string unescaped: a quote, a backslash or
// a control character. It checks eight bytes at a time.
func plainEnd(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		if found := unplain(binary.LittleEndian.Uint64(b[i:])); found != 0 {
			// A borrow may mark bytes after the first, never before it.
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && isPlainInJSON(b[i]) {
		i++
	}
	return i
}

// isPlainASCII reports whether text is ASCII that plainEnd finds nothing in.
func isPlainASCII(text []byte) bool {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		if eight := binary.LittleEndian.Uint64(text[i:]); unplain(eight)|eight&tops != 0 {
			return false
		}
	}
	for ; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf || !isPlainInJSON(text[i]) {
			return false
		}
	}
	return true
}

// unplain marks, by their top bits, bytes that can't be in a string unescaped, and perhaps some after the first.
func unplain(eight uint64) uint64 {
	const ones = 0x0101010101010101
	quote, slash := eight^'"'*ones, eight^'\\'*ones
	return ((quote-ones)&^quote | (slash-ones)&^slash | (eight-' '*ones)&^eight) & tops
}

func isPlainInJSON(c byte) bool { return c >= ' ' && c != '"' && c != '\\' }

// escapeEnd handles the escape that begins at b[i].
func escapeEnd(b []byte, i int) int {
	if i+1 >= len(b) {
		return -1
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for _, c := range b[min(i+2, len(b)):min(i+6, len(b))] {
			if _, ok := hexDigit(c); !ok {
				return -1
			}
		}
		if i+6 <= len(b) {
			return i + 6
		}
	}
	return -1
}

func literalEnd(b []byte, i int, literal string) int {
	if len(b)-i < len(literal) || string(b[i:i+len(literal)]) != literal {
		return -1
	}
	return i + len(literal)
}

func numberEnd(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if i = digitsEnd(b, i); i < 0 {
		return -1
	}
	if i < len(b) && b[i] == '.' {
		if i = digitsEnd(b, i+1); i < 0 {
			return -1
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		return digitsEnd(b, i)
	}
	return i
}

// digitsEnd requires at least one digit.
func digitsEnd(b []byte, i int) int {
	start := i
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

func skipBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}
