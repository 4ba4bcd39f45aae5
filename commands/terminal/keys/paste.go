package keys

import "bytes"

// paste is a bracketed paste in progress.
type paste struct {
	open bool
	text []byte
}

const pasteEnd = "\x1b[201~"

// pasted parses the available part of a paste. It drops an escape character that doesn't begin the end mark, so that no
// paste can press a key.
func (p *Parser) pasted() int {
	at := bytes.IndexByte(p.pending, escape)
	if at < 0 {
		at = len(p.pending)
	}
	if at > 0 {
		p.paste.text = append(p.paste.text, p.pending[:at]...)
		return at
	}
	switch {
	case bytes.HasPrefix(p.pending, []byte(pasteEnd)):
		p.add(Key{Code: Pasted, Text: string(p.paste.text)})
		p.paste = paste{}
		return len(pasteEnd)
	case bytes.HasPrefix([]byte(pasteEnd), p.pending):
		return 0
	}
	return 1
}
