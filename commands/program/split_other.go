//go:build !windows

package program

import (
	"errors"
	"strings"
)

// split is POSIX's quoting (Shell Command Language, section 2.2), and none of
// its expansions and operators.
func split(text string) (words []string, err error) {
	var s splitter
	for s.rest = text; s.rest != "" && s.err == nil; {
		s.next()
	}
	s.end()
	return s.words, s.err
}

// splitter is within the word that begins, once begun is set.
type splitter struct {
	rest  string
	words []string
	word  strings.Builder
	begun bool // also by quotes with nothing in them
	err   error
}

func (s *splitter) next() {
	c := s.rest[0]
	s.rest = s.rest[1:]
	switch c {
	case ' ', '\t', '\n':
		s.end()
		return
	case '\'':
		s.single()
	case '"':
		s.double()
	case '\\':
		s.escaped("")
	default:
		s.word.WriteByte(c)
	}
	s.begun = true
}

func (s *splitter) end() {
	if s.begun {
		s.words = append(s.words, s.word.String())
		s.word.Reset()
		s.begun = false
	}
}

func (s *splitter) single() {
	text, rest, ok := strings.Cut(s.rest, "'")
	if !ok {
		s.err = errors.New("a ' has no other to end it")
	}
	s.word.WriteString(text)
	s.rest = rest
}

func (s *splitter) double() {
	for s.rest != "" && s.err == nil {
		c := s.rest[0]
		s.rest = s.rest[1:]
		switch c {
		case '"':
			return
		case '\\':
			s.escaped("$`\"\\\n")
		default:
			s.word.WriteByte(c)
		}
	}
	s.err = errors.New("a \" has no other to end it")
}

// escaped is what stands behind a backslash; before characters that aren't of
// those given, if any are, the backslash is itself. A line that ends in it goes
// on in the next one.
func (s *splitter) escaped(only string) {
	if s.rest == "" {
		s.err = errors.New("nothing follows the last \\")
		return
	}
	c := s.rest[0]
	s.rest = s.rest[1:]
	if only != "" && !strings.Contains(only, string(rune(c))) {
		s.word.WriteByte('\\')
	}
	if c != '\n' {
		s.word.WriteByte(c)
	}
}
