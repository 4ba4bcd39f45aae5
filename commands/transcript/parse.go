package transcript

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/commands/guess"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
)

// Options are the options for Parse. The zero value is usable.
type Options struct {
	// URL replaces the URLs of all url lines, and makes such lines unnecessary.
	URL string
	// Lookup returns the values of ${NAME} that aren't captured in a line before. If it is nil,
	// there are none.
	Lookup func(name string) (value string, ok bool)
	// Read reads the files that lines name; Beside returns a function for it. If it is nil, no file
	// is found.
	Read matcher.ReadFile
	// AllowRun allows run lines, and paths that lead anywhere.
	AllowRun bool
	// Lenient accepts run lines and unknown values, for a transcript that isn't run.
	Lenient bool
}

// SyntaxError reports what doesn't parse in a transcript, and where.
type SyntaxError struct {
	File         string
	Line, Column int // from 1; columns are characters
	Problem      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// Parse parses a transcript; file is its name. If there are errors, it returns all of them, in the
// order of the lines.
func Parse(file string, text []byte, o Options) (*Transcript, []*SyntaxError) {
	p := &parser{main: file, file: file, o: o, captured: map[string]bool{}, connections: map[string]*connection{}, kinds: kindsOfLine()}
	lines := linesOf(text)
	p.opens = p.opensIn(lines)
	p.includes = 0
	p.parseLines(lines)
	if len(p.steps) == 0 && len(p.errors) == 0 {
		p.errors = append(p.errors, &SyntaxError{file, 1, 1, "there is no conversation in it"})
	}
	if len(p.errors) > 0 {
		return nil, p.errors
	}
	return &Transcript{File: file, Steps: p.steps, Asked: p.asked}, nil
}

func (p *parser) parseLines(lines []string) {
	for i, line := range lines {
		p.number, p.line = i+1, strings.TrimSuffix(line, "\r")
		if problem := p.parseLine(); problem != nil {
			p.errors = append(p.errors, p.error(problem))
		}
	}
}

// isURLLine reports whether parseLine would take line for a url line.
func isURLLine(line string) bool {
	words := strings.Fields(line)
	if len(words) > 0 && words[0][0] == '@' {
		words = words[1:]
	}
	return len(words) > 0 && words[0] == "url"
}

type parser struct {
	main        string // the transcript's name
	file        string // the name of the file that is being read
	o           Options
	kinds       map[string]lineKind
	steps       []Step
	errors      []*SyntaxError
	asked       []Asked
	captured    map[string]bool        // names of the values that the run provides; true: the other end may have chosen the value
	connections map[string]*connection // by name
	opens       bool                   // there is a url line somewhere
	number      int                    // of the line
	line        string

	beneath Step // the url line for handshake lines beneath it
	above   int  // the number of steps after the line that <? or >? belongs to
	ran     bool // the last thing to look at is the output of a command

	row              *Row // the row of the lines with &
	rowName, rowMark string
	pending          map[string]bool // values captured in the row, known after it

	included  string   // the file that is being read, relative to the transcript's folder; empty for the transcript
	including []string // the chain of files that include it
	includes  int
}

// connection is the state of a connection after the lines so far.
type connection struct {
	open    bool
	closing bool // by a close line: messages may still come and be expected
	looked  bool // there is a message or a handshake to look at
	missing bool // no line opens it
}

// problem is a mistake in the line, with its offset in bytes.
type problem struct {
	offset int
	text   string
}

func problemf(offset int, format string, args ...any) *problem {
	return &problem{offset, fmt.Sprintf(format, args...)}
}

func (p *parser) error(wrong *problem) *SyntaxError {
	before := p.line[:min(wrong.offset, len(p.line))]
	return &SyntaxError{p.file, p.number, utf8.RuneCountInString(before) + 1, status.Cut(wrong.text)}
}

const blanks = " \t"

func (p *parser) parseLine() *problem {
	if wrong := checkCharacters(p.line); wrong != nil {
		return wrong
	}
	rest := field{text: strings.TrimRight(p.line, blanks)}.trimmed()
	if rest.text == "" || rest.text[0] == '#' {
		return nil
	}
	step := Step{Line: p.number, Text: rest.text}
	if p.included != "" {
		step.File = p.file
	}
	if rest.text[0] == '@' {
		var name field
		name, rest = rest.cut()
		step.Name = name.text[1:]
		if end := nameEnd(step.Name, '-'); end < len(step.Name) || end == 0 {
			return problemf(name.offset+1+end, "after @ goes the name of a connection, of letters, digits, - and _, and then a space")
		}
	}
	word, rest := rest.cut()
	parse := p.kinds[word.text]
	if parse == nil {
		return p.unknown(word)
	}
	p.leave(step, word.text)
	return parse(p, step, word, rest)
}

// leave ends whatever a line of this kind ends: a row, the lines beneath a url line, and looking at
// the output of a command.
func (p *parser) leave(step Step, word string) {
	switch word {
	case "capture", "print", "save", "<?":
	default:
		if p.row != nil && (word != p.rowMark || step.Name != p.rowName) {
			for name := range p.pending {
				p.captured[name] = true
			}
			p.row, p.pending = nil, nil
		}
	}
	switch word {
	case "header", "subprotocol", "origin", "user", "compress", "insecure", "rejected", "nopong":
	default:
		p.beneath = Step{}
	}
	switch word {
	case ">", "<", "<<", "<&", "<<&", "opened", "rejected":
		p.ran = false
	}
	if word != "<?" && word != ">?" && p.above == wrongAbove {
		p.above = 0
	}
	if p.pending == nil {
		p.pending = map[string]bool{}
	}
}

func (p *parser) unknown(word field) *problem {
	if word.text == "" {
		return problemf(word.offset, "after the name of a connection goes what it is about, such as > or <")
	}
	for _, mark := range []string{"<<&", "<<", "<&", "<?", "<", ">?", ">"} {
		if strings.HasPrefix(word.text, mark) {
			return problemf(word.offset+len(mark), "a space goes after %s", mark)
		}
	}
	if meant := guess.Nearest(word.text, slices.Sorted(maps.Keys(kindsOfLine()))); meant != "" {
		return problemf(word.offset, "%q begins no line: %s?", word.text, meant)
	}
	return problemf(word.offset, "%q begins no line: wspipe help transcripts has the words that do, and # begins a comment", word.text)
}

// checkCharacters accepts only text that an editor shows as it is.
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

// IsVariable reports whether ${name} is a valid value in a transcript.
func IsVariable(name string) bool { return isName(name) }

// isName reports whether name consists of letters, digits and _, and doesn't begin with a digit.
func isName(name string) bool { return name != "" && nameEnd(name, 0) == len(name) }

// nameEnd returns the index of the first character that can't be part of such a name. If other
// isn't 0, the name may also contain other, and begin with a digit.
func nameEnd(text string, other rune) int {
	for i, r := range text {
		letter := r == '_' || r == other || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (r < '0' || r > '9' || i == 0 && other == 0) {
			return i
		}
	}
	return len(text)
}
