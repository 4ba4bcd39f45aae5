package keys

import (
	"unicode/utf8"
)

const escape = 0x1b

// longest is the greatest length of an escape sequence; anything longer isn't one.
const longest = 4096

// Parser finds keys in bytes, wherever reading has split them. Incomplete keys wait for the rest.
type Parser struct {
	pending []byte
	paste   paste
	keys    []Key
}

// Feed returns the keys that these bytes complete.
func (p *Parser) Feed(b []byte) []Key {
	p.keys = nil
	p.pending = append(p.pending, b...)
	for len(p.pending) > 0 {
		n := p.step()
		if n == 0 {
			break
		}
		p.pending = p.pending[n:]
	}
	if len(p.pending) == 0 {
		p.pending = nil
	}
	return p.keys
}

// Ambiguous reports whether Decide would return a key: there is an Escape that may be the beginning of another key.
func (p *Parser) Ambiguous() bool {
	if p.paste.open || len(p.pending) == 0 || p.pending[0] != escape {
		return false
	}
	return len(p.pending) == 1 || len(p.pending) == 2 && (p.pending[1] == escape || opensString(p.pending[1]))
}

// Decide returns the keys that ambiguous bytes are if nothing follows. Call it after a pause in the input.
func (p *Parser) Decide() []Key {
	if !p.Ambiguous() {
		return nil
	}
	second := p.pending[1:]
	p.pending = nil
	switch {
	case len(second) == 0:
		return []Key{Plain(Escape)}
	case second[0] == escape:
		return []Key{Plain(Escape), Plain(Escape)}
	}
	return []Key{Meta(rune(second[0]))}
}

// step parses one complete item at the beginning of pending, and returns its length, or 0 if there is none.
func (p *Parser) step() int {
	if p.paste.open {
		return p.pasted()
	}
	c := p.pending[0]
	switch {
	case c == escape:
		return p.escaped()
	case c < ' ' || c == 0x7f:
		p.add(control(c))
		return 1
	}
	return p.typed()
}

func (p *Parser) add(k Key) { p.keys = append(p.keys, k) }

// control returns the key that sends a control character.
func control(c byte) Key {
	switch c {
	case '\r', '\n':
		return Plain(Enter)
	case '\t':
		return Plain(Tab)
	case 0x7f, '\b':
		return Plain(Backspace)
	case 0:
		return Control(' ')
	}
	if c <= 26 {
		return Control(rune(c) - 1 + 'a')
	}
	return Control(rune(c) + '@') // \ ] ^ _
}

// typed parses a run of text, up to an incomplete character.
func (p *Parser) typed() int {
	n := 0
	for n < len(p.pending) && p.pending[n] >= ' ' && p.pending[n] != 0x7f {
		if !utf8.FullRune(p.pending[n:]) {
			break
		}
		_, size := utf8.DecodeRune(p.pending[n:])
		n += size
	}
	if n > 0 {
		p.add(Key{Code: Typed, Text: string(p.pending[:n])})
	}
	return n
}

// escaped parses what follows an Escape.
func (p *Parser) escaped() int {
	if len(p.pending) == 1 {
		return 0
	}
	switch c := p.pending[1]; {
	case c == '[':
		return p.sequence()
	case c == 'O':
		return p.single()
	case opensString(c):
		return p.str()
	case c == escape:
		return p.twice()
	case c < ' ' || c == 0x7f:
		k := control(c)
		k.Mod |= Alt
		p.add(k)
		return 2
	}
	return p.meta()
}

// meta parses Alt and a character.
func (p *Parser) meta() int {
	if !utf8.FullRune(p.pending[1:]) {
		return 0
	}
	r, size := utf8.DecodeRune(p.pending[1:])
	p.add(Meta(r))
	return 1 + size
}

// twice parses Escape before another key, which some terminals send for Alt and that key.
func (p *Parser) twice() int {
	if len(p.pending) == 2 {
		return 0
	}
	if c := p.pending[2]; c != '[' && c != 'O' {
		p.add(Plain(Escape))
		return 1
	}
	whole, before := p.pending, len(p.keys)
	p.pending = whole[1:]
	n := p.escaped()
	p.pending = whole
	if n == 0 {
		return 0
	}
	for i := range p.keys[before:] {
		p.keys[before+i].Mod |= Alt
	}
	return 1 + n
}

// single parses a key of application mode: ESC O and a letter.
func (p *Parser) single() int {
	if len(p.pending) == 2 {
		return 0
	}
	if c := p.pending[2]; c == 'M' {
		p.add(Plain(Enter))
	} else {
		p.add(Plain(letterKey(c)))
	}
	return 3
}

// opensString reports whether ESC and c begin an answer of the terminal, which nobody has asked for here: DCS, SOS,
// OSC, PM, APC.
func opensString(c byte) bool {
	switch c {
	case 'P', 'X', ']', '^', '_':
		return true
	}
	return false
}

// str skips such an answer, up to BEL or ST.
func (p *Parser) str() int {
	for i := 2; i < len(p.pending); i++ {
		switch {
		case p.pending[i] == '\a':
			return i + 1
		case p.pending[i] == escape && i+1 < len(p.pending):
			if p.pending[i+1] == '\\' {
				return i + 2
			}
			return i
		case i > longest:
			return i
		}
	}
	return 0
}
