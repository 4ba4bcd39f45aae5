package recording

import "strings"

// origin is where a value was first: in an event that was received, or with the
// client.
type origin struct {
	event  int
	server bool
	span   span
	name   string // of the value, if the client sends it back, or nobody is to read it
	secret bool   // which it is
}

// knownValues is how many values are kept, and knownBytes how long they may be.
const (
	knownValues = 20_000
	knownBytes  = 2048
)

// know keeps who was first with a value.
func (s *story) know(from origin) {
	key := s.keyOf(from.span)
	if _, known := s.first[key]; known || len(s.first) >= knownValues || len(from.span.value) > knownBytes {
		return
	}
	from.span = from.span.clone() // which lets the message go
	s.first[strings.Clone(key)] = from
}

// keyOf is what a value is known by.
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

// called is a short value with its key, or the place where it stands: others of
// that value have nothing to do with it. Headers answer with other names.
func (s span) called() string {
	if !s.scalar && s.key != "" {
		return s.value + " in a header"
	}
	return s.value + " " + strings.Join(keyParts(s.key), " ")
}

// isStable tells what the client had said before: it will say so again.
func (s *story) isStable(value span) bool {
	from, known := s.first[s.keyOf(value)]
	return known && !from.server
}
