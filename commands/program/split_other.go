//go:build !windows

package program

import (
	"errors"
	"strings"
)

// split implements POSIX's quoting (Shell Command Language, section 2.2), without expansions and
// operators.
func split(text string) (words []string, err error) {
	var s splitter
	for s.rest = text; s.rest != "" && s.err == nil; {
		s.next()
	}
	s.end()
	return s.words, s.err
}

// splitter is inside a word once begun is set.
type splitter struct {
	rest  string
	words []string
	word  strings.Builder
	begun bool // also after empty quotes
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

// escaped handles what follows a backslash. If only isn't empty, a backslash before any other
// character stands for itself. A backslash at the end of a line joins it with the next.
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
