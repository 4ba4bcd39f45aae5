package keys

import (
	"bytes"
	"strconv"
)

// sequence parses ESC [, parameters, and the final letter.
func (p *Parser) sequence() int {
	for i := 2; i < len(p.pending); i++ {
		switch c := p.pending[i]; {
		case c >= '@' && c <= '~' && (c != '[' || i > 2): // ESC [ [ A is F1 on a Linux console
			p.sequenced(p.pending[2:i], c)
			return i + 1
		case c < ' ' || c >= 0x7f || i > longest:
			p.add(Plain(Unknown))
			return i // a sequence that broke off
		}
	}
	return 0
}

func (p *Parser) sequenced(parameters []byte, final byte) {
	if final == '~' && string(parameters) == "200" {
		p.paste.open = true
		return
	}
	numbers := split(parameters)
	k := Plain(Unknown)
	switch final {
	case '~':
		k = numbered(numbers)
	case 'u':
		k = characterKey(numbers[0], modifiers(numbers))
	case 'Z':
		k = Key{Code: Tab, Mod: Shift}
	default:
		if len(parameters) == 0 || parameters[0] != '[' && parameters[0] != '?' {
			k = Key{Code: letterKey(final), Mod: modifiers(numbers)}
		}
	}
	p.add(k)
}

// split returns at least one number; anything that isn't a number becomes 0.
func split(parameters []byte) []int {
	var numbers []int
	for _, field := range bytes.Split(parameters, []byte{';'}) {
		n, _ := strconv.Atoi(string(field))
		numbers = append(numbers, n)
	}
	return numbers
}

// modifiers decodes the second number, as xterm sends it: 1 plus a bit for each modifier.
func modifiers(numbers []int) Mod {
	if len(numbers) < 2 || numbers[1] < 1 {
		return 0
	}
	return Mod(numbers[1]-1) & (Shift | Alt | Ctrl)
}

func letterKey(c byte) rune {
	switch c {
	case 'A':
		return Up
	case 'B':
		return Down
	case 'C':
		return Right
	case 'D':
		return Left
	case 'F':
		return End
	case 'H':
		return Home
	}
	return Unknown
}

// numbered returns the keys of the VT220, and what xterm sends for other keys with modifiers (27).
func numbered(numbers []int) Key {
	code := Unknown
	switch numbers[0] {
	case 1, 7:
		code = Home
	case 3:
		code = Delete
	case 4, 8:
		code = End
	case 5:
		code = PageUp
	case 6:
		code = PageDown
	case 27:
		if len(numbers) > 2 {
			return characterKey(numbers[2], modifiers(numbers))
		}
	}
	return Key{Code: code, Mod: modifiers(numbers)}
}

// characterKey returns the key for a character with modifiers that has no sequence of its own.
func characterKey(character int, mod Mod) Key {
	switch {
	case character <= 0 || character > 0x10ffff:
		return Plain(Unknown)
	case character == escape:
		return Plain(Escape)
	case character < ' ' || character == 0x7f:
		k := control(byte(character))
		k.Mod |= mod
		return k
	case mod&^Shift == 0:
		return Key{Code: Typed, Text: string(rune(character))}
	}
	return Key{Code: rune(character), Mod: mod &^ Shift}
}
