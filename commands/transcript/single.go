package transcript

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
)

// ParseMessage parses one message as written after > in a transcript, except that ${ stands for
// itself: there are no values. Empty text is an empty message. Errors say which character is wrong.
func ParseMessage(text string, read matcher.ReadFile) (codec.Type, []byte, error) {
	if text == "" {
		return codec.Text, nil, nil
	}
	p := single(read)
	m, wrong := p.parseMessage(field{text: literally(text)})
	if wrong != nil {
		return 0, nil, wrong.in(text)
	}
	return m.expand(nil)
}

// ParseEvery parses DURATION MESSAGE, as in an every line, and otherwise does what ParseMessage
// does.
func ParseEvery(text string, read matcher.ReadFile) (Every, error) {
	p := single(read)
	e, wrong := p.every(field{text: literally(text)})
	if wrong != nil {
		return e, wrong.in(text)
	}
	return e, nil
}

// ParseAnswer parses MATCHER => MESSAGE, as in an answer line, and otherwise does what ParseMessage
// does. In the message, the groups of the matcher are values.
func ParseAnswer(text string, read matcher.ReadFile) (Answer, error) {
	p := single(read)
	a, wrong := p.answer(field{text: text})
	if wrong != nil {
		return a, wrong.in(text)
	}
	return a, nil
}

// single returns a parser for text outside of any transcript.
func single(read matcher.ReadFile) *parser {
	return &parser{o: Options{Read: read, AllowRun: true}, captured: map[string]bool{}, connections: map[string]*connection{}}
}

func literally(text string) string { return strings.ReplaceAll(text, "${", "$${") }

// in turns a problem in text that isn't a line into an error.
func (wrong *problem) in(text string) error {
	before := text[:min(wrong.offset, len(text))]
	return fmt.Errorf("character %d: %s", utf8.RuneCountInString(before)+1, status.Cut(wrong.text))
}
