package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// members are the relevant values of an object, as written there; nil for null and for none.
type members struct{ name, data, time, client []byte }

// scanMessage returns the members of an object, and checks the syntax on the way. Scanning instead of unmarshalling
// avoids copies and allocations.
func scanMessage(line []byte) (m members, err error) {
	i := skipBlanks(line, 0)
	if i == len(line) || line[i] != '{' {
		return m, notAnObject(line)
	}
	end := nestedEnd(line, i, 0, '}', func(b []byte, i, depth int) int {
		nameEnd, value := memberValue(b, i)
		if value < 0 {
			return -1
		}
		end := valueEnd(b, value, depth)
		if end < 0 {
			return -1
		}
		switch memberName(b[i:nameEnd]) {
		case "type":
			m.name = orNil(b[value:end])
		case "data":
			m.data = orNil(b[value:end])
		case "time":
			m.time = orNil(b[value:end])
		case "client":
			m.client = orNil(b[value:end])
		}
		return end
	})
	if end < 0 || skipBlanks(line, end) < len(line) {
		return m, notAnObject(line)
	}
	return m, nil
}

func memberName(key []byte) string {
	switch string(key) {
	case `"type"`:
		return "type"
	case `"data"`:
		return "data"
	case `"time"`:
		return "time"
	case `"client"`:
		return "client"
	}
	if bytes.IndexByte(key, '\\') < 0 {
		return ""
	}
	return string(appendUnquoted(nil, key))
}

func orNil(value []byte) []byte {
	if value[0] == 'n' {
		return nil
	}
	return value
}

// notAnObject returns what is wrong with a line, and where, in the words of encoding/json.
func notAnObject(line []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(line, &value)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return columnError(syntax.Offset, "not JSON: "+err.Error())
	}
	return errors.New("not a JSON object")
}

// unquote decodes a JSON string with its quotes: into a slice of value if it has no escapes, and otherwise into held.
func unquote(value, held []byte) (said, nowHeld []byte) {
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1], held
	}
	held = appendUnquoted(held[:0], value)
	return held, held
}

// appendUnquoted appends what a JSON string with its quotes says.
func appendUnquoted(dst, value []byte) []byte {
	s := value[1 : len(value)-1]
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		if c != 'u' {
			dst = append(dst, unescaped(c))
			continue
		}
		r, n := escapedRune(s)
		dst, s = appendRune(dst, r), s[n:]
	}
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// appendRune appends a rune. Half a surrogate pair, which UTF-8 can't express, becomes invalid UTF-8.
func appendRune(dst []byte, r rune) []byte {
	if utf16.IsSurrogate(r) {
		return append(dst, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f)
	}
	return utf8.AppendRune(dst, r)
}

// escapedRune reads the digits after \u, and a second escape if both form one character.
func escapedRune(s []byte) (rune, int) {
	r := fourDigits(s)
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(s) >= 10 && s[4] == '\\' && s[5] == 'u' {
		if pair := utf16.DecodeRune(r, fourDigits(s[6:])); pair != utf8.RuneError {
			return pair, 10
		}
	}
	return r, 4
}

func fourDigits(s []byte) (r rune) {
	for _, c := range s[:4] {
		v, _ := hexDigit(c)
		r = r<<4 | rune(v)
	}
	return r
}
