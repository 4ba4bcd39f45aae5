package client

import (
	"errors"
	"strings"
)

// extension is an element of Sec-WebSocket-Extensions (RFC 6455, section 9.1).
type extension struct {
	name       string
	parameters []parameter
}

type parameter struct {
	name, value string
	hasValue    bool
}

func (p parameter) String() string {
	if p.hasValue {
		return p.name + "=" + p.value
	}
	return p.name
}

var errExtensions = errors.New("it is not a list of extensions and their parameters")

// parseExtensions parses the field's lines, which form a single list.
func parseExtensions(lines []string) ([]extension, error) {
	s := scanner{strings.Join(lines, ",")}
	var list []extension
	for {
		if s.skipBlanks(); s.text == "" {
			return list, nil
		}
		if s.skip(',') { // an element may be empty (RFC 9110, section 5.6.1)
			continue
		}
		e, err := s.extension()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if s.text != "" && !s.skip(',') {
			return nil, errExtensions
		}
	}
}

// scanner parses a field's value from the front.
type scanner struct{ text string }

func (s *scanner) extension() (extension, error) {
	e := extension{name: s.token()}
	if e.name == "" {
		return e, errExtensions
	}
	var err error
	e.parameters, err = s.parameters()
	return e, err
}

// parameters reads what follows an extension's name.
func (s *scanner) parameters() ([]parameter, error) {
	var list []parameter
	for s.skipBlanks(); s.skip(';'); s.skipBlanks() {
		s.skipBlanks()
		p := parameter{name: s.token()}
		if s.skipBlanks(); s.skip('=') {
			s.skipBlanks()
			p.value, p.hasValue = s.value(), true
		}
		if p.name == "" || p.hasValue && p.value == "" {
			return nil, errExtensions
		}
		list = append(list, p)
	}
	return list, nil
}

// value reads a token, quoted or not; it returns "" if there is none.
func (s *scanner) value() string {
	if !s.skip('"') {
		return s.token()
	}
	text, ended := s.quoted()
	if !ended || !IsToken(text) {
		return ""
	}
	return text
}

// quoted reads up to the next unescaped quotation mark.
func (s *scanner) quoted() (text string, ended bool) {
	var b strings.Builder
	for i := 0; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.text = s.text[i+1:]
			return b.String(), true
		case c == '\\' && i+1 < len(s.text):
			i++
		}
		b.WriteByte(s.text[i])
	}
	s.text = ""
	return b.String(), false
}

// token reads a token, which may be empty.
func (s *scanner) token() string {
	end := strings.IndexFunc(s.text, notToken)
	if end < 0 {
		end = len(s.text)
	}
	token := s.text[:end]
	s.text = s.text[end:]
	return token
}

func (s *scanner) skipBlanks() { s.text = strings.TrimLeft(s.text, " \t") }

func (s *scanner) skip(c byte) bool {
	if s.text == "" || s.text[0] != c {
		return false
	}
	s.text = s.text[1:]
	return true
}
