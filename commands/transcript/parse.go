package transcript

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/commands/matcher"
)

// Options are what a transcript is read with. The zero value is usable.
type Options struct {
	// URL replaces those of the url lines, and makes such lines unnecessary.
	URL string
	// Lookup finds the values that ${NAME} stands for, besides those captured
	// in the lines before; nil knows none.
	Lookup func(name string) (value string, ok bool)
}

// SyntaxError says what in a transcript doesn't parse, and where.
type SyntaxError struct {
	File         string
	Line, Column int // from 1; columns are characters
	Problem      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// Parse reads a transcript; file is its name. Where there is an error, all
// there are come back, in the order of the lines.
func Parse(file string, text []byte, o Options) (*Transcript, []*SyntaxError) {
	p := &parser{file: file, o: o, captured: map[string]bool{}, connections: map[string]*connection{}}
	lines := strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	p.opens = slices.ContainsFunc(lines, isURLLine)
	for _, line := range lines {
		p.number++
		p.line = strings.TrimSuffix(line, "\r")
		if problem := p.parseLine(); problem != nil {
			p.errors = append(p.errors, p.error(problem))
		}
	}
	if len(p.steps) == 0 && len(p.errors) == 0 {
		p.errors = append(p.errors, &SyntaxError{file, 1, 1, "there is no conversation in it"})
	}
	if len(p.errors) > 0 {
		return nil, p.errors
	}
	return &Transcript{File: file, Steps: p.steps}, nil
}

// isURLLine tells what parseLine would take for one.
func isURLLine(line string) bool {
	words := strings.Fields(line)
	if len(words) > 0 && words[0][0] == '@' {
		words = words[1:]
	}
	return len(words) > 0 && words[0] == "url"
}

type parser struct {
	file        string
	o           Options
	steps       []Step
	errors      []*SyntaxError
	captured    map[string]bool        // names, so far
	connections map[string]*connection // by name
	opens       bool                   // there is a url line somewhere
	number      int                    // of the line
	line        string
}

// connection is what the lines so far say of one.
type connection struct {
	open     bool
	closing  bool // by a close line: what still comes may be expected
	received bool // a message
	missing  bool // no line opens it
}

// problem is what is wrong in the line, and at which byte.
type problem struct {
	offset int
	text   string
}

func problemf(offset int, format string, args ...any) *problem {
	return &problem{offset, fmt.Sprintf(format, args...)}
}

func (p *parser) error(found *problem) *SyntaxError {
	before := p.line[:min(found.offset, len(p.line))]
	return &SyntaxError{p.file, p.number, utf8.RuneCountInString(before) + 1, matcher.Cut(found.text)}
}

const blanks = " \t"

func (p *parser) parseLine() *problem {
	if found := checkCharacters(p.line); found != nil {
		return found
	}
	rest := field{text: strings.TrimRight(p.line, blanks)}.trimmed()
	if rest.text == "" || rest.text[0] == '#' {
		return nil
	}
	step := Step{Line: p.number, Text: rest.text}
	if rest.text[0] == '@' {
		var name field
		name, rest = rest.cut()
		step.Name = name.text[1:]
		if end := nameEnd(step.Name, '-'); end < len(step.Name) || end == 0 {
			return problemf(name.offset+1+end, "after @ goes the name of a connection, of letters, digits, - and _, and then a blank")
		}
	}
	word, rest := rest.cut()
	parse := kindOfLine(word.text)
	if parse == nil {
		return p.unknown(word)
	}
	return parse(p, step, word, rest)
}

func (p *parser) unknown(word field) *problem {
	if word.text == "" {
		return problemf(word.offset, "after the name of a connection goes what it is about, such as > or <")
	}
	for _, mark := range []string{"<<", "<", ">"} {
		if strings.HasPrefix(word.text, mark) {
			return problemf(word.offset+len(mark), "a blank goes after %s", mark)
		}
	}
	return problemf(word.offset, "%q begins no line: there are url, >, <, <<, ignore, capture, timeout, quiet, close, closed, and # for comments", word.text)
}

// checkCharacters wants text that an editor shows as it is.
func checkCharacters(line string) *problem {
	for i, r := range line {
		switch {
		case r == utf8.RuneError && strings.HasPrefix(line[i:], "\ufffd"):
		case r == utf8.RuneError:
			return problemf(i, "not UTF-8 (hex: and base64: are for binary messages)")
		case r != '\t' && unicode.IsControl(r):
			return problemf(i, `a control character; in "…" it can be written as \u%04x`, r)
		}
	}
	return nil
}

// IsVariable tells whether ${name} may stand in a transcript.
func IsVariable(name string) bool { return isName(name, 0) }

// isName tells a name of letters, digits, _ and other.
func isName(name string, other rune) bool { return name != "" && nameEnd(name, other) == len(name) }

// nameEnd is where a text stops being such a name.
func nameEnd(text string, other rune) int {
	for i, r := range text {
		letter := r == '_' || r == other || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (r < '0' || r > '9' || i == 0 && other == 0) {
			return i
		}
	}
	return len(text)
}
