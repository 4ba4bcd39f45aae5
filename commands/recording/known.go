package recording

import "strings"

// origin is where a value first occurred: in a received event, or with the client.
type origin struct {
	event  int
	server bool
	span   span
	name   string // of the value, if the client sends it back, or it is secret
	secret bool   // the value is secret
}

// knownValues is how many values are kept, and knownBytes their maximum length.
const (
	knownValues = 20_000
	knownBytes  = 2048
)

// know records where a value first occurred.
func (s *story) know(from origin) {
	key := s.keyOf(from.span)
	if _, known := s.first[key]; known || len(s.first) >= knownValues || len(from.span.value) > knownBytes {
		return
	}
	from.span = from.span.clone() // releases the message
	s.first[strings.Clone(key)] = from
}

// keyOf returns the key for a value in first.
func (s *story) keyOf(at span) string {
	if len(at.value) >= longWord || s.fresh[at.value] {
		return at.value
	}
	return at.called()
}

func (s span) clone() span {
	s.value, s.key, s.path = strings.Clone(s.value), strings.Clone(s.key), strings.Clone(s.path)
	return s
}

// called returns a short value with the words of its key: the same value under another key is
// unrelated. Values in headers share one key, since headers answer with other names.
func (s span) called() string {
	if !s.scalar && s.key != "" {
		return s.value + " in a header"
	}
	return s.value + " " + strings.Join(keyParts(s.key), " ")
}

// isStable reports whether the client had used the value first: then it will use it again.
func (s *story) isStable(value span) bool {
	from, known := s.first[s.keyOf(value)]
	return known && !from.server
}
