package recording

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"wspipe/codec"
)

// jsonBytes is the maximum size of messages that are examined, and textBytes that of messages other
// than JSON, for which regular expressions take time.
const (
	jsonBytes = 256 << 10
	textBytes = 8 << 10
)

// message is a payload and its values.
type message struct {
	kind  codec.Type
	text  string // the text that is examined: of received JSON, without blanks between values
	whole bool   // text is a single object or array of JSON
	utf8  bool
	other string // the payload if it is neither UTF-8 nor too long
	spans []span // scalars of JSON, members of headers, words; nested ones come after the ones around them
}

// span is a part of a text.
type span struct {
	start, end int
	value      string // as capture returns it
	key        string // of the value; may be empty
	path       string // of a scalar of JSON, in jq
	scalar     bool
	number     bool // it is a number of JSON
	named      bool // its key says that it is an id, a time or the like
	count      bool // its key says that it is a number in a sequence
}

// read examines a message. In sent ones it finds all words.
func read(kind codec.Type, payload []byte, sent bool) message {
	m := message{kind: kind, utf8: utf8.Valid(payload)}
	begin := bytes.IndexAny(payload, "{[")
	isJSON := len(payload) <= jsonBytes && begin >= 0 && json.Valid(payload[begin:])
	switch {
	case !isJSON && len(payload) > textBytes:
		return m
	case !m.utf8:
		m.other = string(payload)
		return m
	}
	m.text = string(payload)
	if isJSON {
		m.readJSON(payload, begin, sent)
	} else {
		m.spans = append(several(payload), members(m.text)...)
	}
	if sent {
		m.spans = slices.Concat(m.spans, secretsIn(m.text), wordsOf(m.text))
		return m
	}
	for _, part := range volatileParts(m.text) {
		m.spans = append(m.spans, span{start: part[0], end: part[1], value: m.text[part[0]:part[1]]})
	}
	return m
}

// readJSON examines JSON at the end of the payload: Socket.IO, for example, puts a number before
// it.
func (m *message) readJSON(payload []byte, begin int, sent bool) {
	if m.whole = begin == 0; m.whole && !sent {
		var compact bytes.Buffer
		_ = json.Compact(&compact, payload) // it is valid
		payload, m.text = compact.Bytes(), compact.String()
	}
	m.spans = scalars(payload, begin)
	if !m.whole {
		for i := range m.spans {
			m.spans[i].path = "" // jq works only on the whole
		}
	}
}

// several returns the scalars of JSON values on separate lines, or separated as in RFC 7464 and
// SignalR.
func several(payload []byte) (found []span) {
	for start := 0; start < len(payload); {
		end := len(payload)
		if at := bytes.IndexAny(payload[start:], "\n\x1e"); at >= 0 {
			end = start + at + 1
		}
		value := payload[start:end]
		begin := bytes.IndexAny(value, "{[")
		if value = bytes.TrimRight(value, "\x1e"); begin >= 0 && json.Valid(value[begin:]) {
			for _, s := range scalars(value, begin) {
				s.start, s.end, s.path = s.start+start, s.end+start, ""
				found = append(found, s)
			}
		}
		start = end
	}
	return found
}

// changingSpans returns the spans that will be different in another run, without nested ones.
func (m *message) changingSpans(stable func(span) bool) (changing []span) {
	end := make([]bool, len(m.text)+1) // whether a byte is taken
	for _, s := range m.spans {
		if end[s.start] || !s.changes(stable) {
			continue
		}
		for i := s.start; i < s.end; i++ {
			end[i] = true
		}
		changing = append(changing, s)
	}
	return inOrder(changing)
}

// changes reports whether a value will be different. If one word in a string changes, all of the
// string counts.
func (s span) changes(stable func(span) bool) bool {
	switch {
	case s.value == "" || stable(s):
		return false
	case s.named:
		return true
	}
	for _, part := range volatileParts(s.value) {
		if word := (span{value: s.value[part[0]:part[1]]}); !stable(word) {
			return true
		}
	}
	return false
}
