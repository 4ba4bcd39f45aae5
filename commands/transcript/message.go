package transcript

import (
	"strings"
	"unicode/utf8"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// message is what a line sends.
type message struct {
	written words
	file    *fileMessage // replaces written
}

type fileMessage struct {
	kind    codec.Type
	payload []byte
}

func (m message) expand(v Values) (codec.Type, []byte, error) {
	if m.file != nil {
		return m.file.kind, m.file.payload, nil
	}
	return matcher.ParseMessage(m.written.notation(v, matcher.MessageMark))
}

// parseMessage parses a message to send.
func (p *parser) parseMessage(f field) (message, *problem) {
	binary, isFile := strings.CutPrefix(f.text, "base64:")
	name, isNamed := strings.CutPrefix(strings.TrimLeft(binary, blanks), "@")
	if isNamed && (isFile || strings.HasPrefix(f.text, "@")) {
		return p.fileMessage(field{name, f.offset + len(f.text) - len(name)}, isFile)
	}
	written, wrong := p.message(f)
	return message{written: written}, wrong
}

// fileMessage reads the file before anything runs. UTF-8 is sent as text unless binary is set.
func (p *parser) fileMessage(name field, binary bool) (message, *problem) {
	payload, wrong := p.readFile(name)
	if wrong != nil {
		wrong.text += ` (quoted, "@…" is text)`
		return message{}, wrong
	}
	kind := codec.Binary
	if !binary && utf8.Valid(payload) {
		kind = codec.Text
	}
	return message{file: &fileMessage{kind, payload}}, nil
}
