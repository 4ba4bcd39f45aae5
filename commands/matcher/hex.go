package matcher

import (
	"encoding/hex"
	"fmt"
	"strings"

	"wspipe/codec"
)

// hexPattern is a binary message in which some bytes may be anything.
type hexPattern struct {
	text string
	// Between two of its parts there may be any number of bytes.
	parts [][]hexByte
}

type hexByte struct {
	value   byte
	anyByte bool
}

func (m hexPattern) String() string { return "hex: " + m.text }

func (m hexPattern) Match(t codec.Type, payload []byte) *Mismatch {
	switch {
	case t != codec.Binary:
		return &Mismatch{Problem: "it is " + t.String() + ", not binary"}
	case !m.matches(payload):
		return &Mismatch{}
	}
	return nil
}

// matches finds the first part at the beginning, the last at the end, and each one between them at
// the first place where it fits.
func (m hexPattern) matches(payload []byte) bool {
	first, last := m.parts[0], m.parts[len(m.parts)-1]
	if !fits(first, payload) {
		return false
	}
	payload = payload[len(first):]
	if len(m.parts) == 1 {
		return len(payload) == 0
	}
	for _, part := range m.parts[1 : len(m.parts)-1] {
		for !fits(part, payload) {
			if len(payload) <= len(part) {
				return false
			}
			payload = payload[1:]
		}
		payload = payload[len(part):]
	}
	return len(payload) >= len(last) && fits(last, payload[len(payload)-len(last):])
}

// fits reports whether payload begins with part.
func fits(part []hexByte, payload []byte) bool {
	if len(payload) < len(part) {
		return false
	}
	for i, b := range part {
		if !b.anyByte && b.value != payload[i] {
			return false
		}
	}
	return true
}

// hexParser parses hex digits of either case, with blanks between them, ?? and ..
type hexParser struct {
	parts [][]hexByte
	half  rune // the first character of a pair; 0 between pairs
	open  bool // there is a ?? or a ..
}

func parseHex(text string, _ ReadFile) (Matcher, *problem) {
	p := hexParser{parts: [][]hexByte{{}}}
	for i, r := range text {
		if wrong := p.add(r); wrong != "" {
			return nil, &problem{i, wrong}
		}
	}
	switch {
	case p.half == '?':
		return nil, &problem{len(text), "?? is any byte: one ? is missing"}
	case p.half == '.':
		return nil, &problem{len(text), ".. is any number of bytes: one . is missing"}
	case p.half != 0:
		return nil, &problem{len(text), "half a byte: the number of hex digits is odd"}
	case p.open:
		return hexPattern{p.notation(), p.parts}, nil
	}
	return exact{codec.Binary, string(bytesOf(p.parts[0]))}, nil
}

// add parses a character, and returns what is wrong with it, or "".
func (p *hexParser) add(r rune) string {
	digit := strings.ContainsRune("0123456789abcdefABCDEF", r)
	wild := r == '?' || r == '.'
	switch {
	case r == ' ' || r == '\t':
		return ""
	case !digit && !wild:
		return fmt.Sprintf("%q is no hex digit", r)
	case p.half == 0:
		p.half = r
		return ""
	case p.half != r && (wild || p.half == '?' || p.half == '.'):
		return fmt.Sprintf("%q goes with no %q: ?? is any byte, and .. any number of bytes", r, p.half)
	}
	last := &p.parts[len(p.parts)-1]
	switch r {
	case '.':
		p.parts = append(p.parts, nil)
	case '?':
		*last = append(*last, hexByte{anyByte: true})
	default:
		value, _ := hex.DecodeString(string([]rune{p.half, r})) // two digits
		*last = append(*last, hexByte{value: value[0]})
	}
	p.half, p.open = 0, p.open || wild
	return ""
}

func bytesOf(part []hexByte) []byte {
	payload := make([]byte, 0, len(part))
	for _, b := range part {
		payload = append(payload, b.value)
	}
	return payload
}

// notation puts a blank around each part that may be anything, which is easiest to read.
func (p *hexParser) notation() string {
	var parts []string
	for i, part := range p.parts {
		if i > 0 {
			parts = append(parts, "..")
		}
		var b strings.Builder
		for _, one := range part {
			if one.anyByte {
				b.WriteString(" ?? ")
			} else {
				fmt.Fprintf(&b, "%02x", one.value)
			}
		}
		parts = append(parts, strings.Fields(b.String())...)
	}
	return strings.Join(parts, " ")
}
