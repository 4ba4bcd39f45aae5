package recording

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"wspipe/codec"
	"wspipe/commands/transcript"
)

// findUses finds what the client sends back of what it has received, and what
// lets it in.
func (s *story) findUses(i int) {
	l := &s.looked[i]
	if l.kind != codec.Text || l.text != string(s.Events[i].Payload) {
		return
	}
	taken := make([]bool, len(l.text)+1)
	for _, at := range l.spans {
		if taken[at.start] || at.start > 0 && l.text[at.start-1] == '$' {
			continue
		}
		u := use{span: at, name: s.sentBack(at)}
		if u.name == "" && at.isSecret() {
			u.name, u.given = s.secret(at), true
		}
		if u.name == "" {
			continue
		}
		for k := at.start; k < at.end; k++ {
			taken[k] = true
		}
		l.uses = append(l.uses, u)
	}
	slices.SortFunc(l.uses, func(a, b use) int { return a.start - b.start })
}

// hide puts values in the place of secrets that the server tells, too.
func (s *story) hide(i int) {
	l := &s.looked[i]
	for _, at := range l.spans {
		if from := s.first[s.keyOf(at)]; from.secret && l.text == string(s.Events[i].Payload) {
			l.uses = append(l.uses, use{span: at, name: from.name})
		}
	}
	slices.SortFunc(l.uses, func(a, b use) int { return a.start - b.start })
	if len(l.changing) == 0 {
		return
	}
	for _, u := range l.uses {
		l.changing = append(l.changing, u.span)
	}
	inOrder(l.changing)
}

// sentBack is the name of a value that was received before. Of short ones that
// is sure only where both are called an id, a time or the like.
func (s *story) sentBack(at span) string {
	from, known := s.first[s.keyOf(at)]
	switch {
	case s.live, !known, !from.server, len(at.value) < longWord && !s.isSure(at, from.span):
		return ""
	case from.name != "":
		return from.name
	}
	how := s.looked[from.event].capture(from.span)
	if how == "" {
		return ""
	}
	from.name = unusedName(s.names, valueName(from.span.key))
	s.first[s.keyOf(at)] = from
	s.captures[from.event] = append(s.captures[from.event], capture{from.name, how})
	return from.name
}

// isSure tells that a short value is no other by chance.
func (s *story) isSure(at, from span) bool {
	return from.named && (at.named || at.scalar && s.fresh[at.value])
}

// capture is what stands behind a name to have it be the value.
func (m *message) capture(of span) string {
	if m.whole && of.scalar {
		return transcript.Escape(of.path)
	}
	places := m.changingSpans(nothing)
	for i, s := range places {
		if s.start <= of.start && of.end <= s.end {
			places[i] = of
		}
	}
	how := m.expression(places, func(s span) string {
		switch {
		case s != of:
			return ".+?"
		case word().MatchString(s.value):
			return `([\w-]+)`
		}
		return "(.+?)"
	})
	re, err := regexp.Compile(strings.Trim(how, "/"))
	if err != nil {
		return ""
	}
	if found := re.FindStringSubmatch(m.text); len(found) < 2 || found[1] != of.value {
		return ""
	}
	return how
}

var word = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w-]+$`) }) //nolint:gochecknoglobals // a constant

// secret is the name of a value that nobody is to read.
func (s *story) secret(at span) string {
	from := s.first[s.keyOf(at)]
	if from.name == "" {
		from.name, from.secret = variableFor(at.key, s.names), true
		s.first[s.keyOf(at)] = from
	}
	return from.name
}

// isSecret tells what lets somebody in, by its key. What else has such names is
// often no secret: sessions, tickets, keys.
func (s span) isSecret() bool {
	name := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(s.key))
	for _, word := range []string{"token", "secret", "passw", "passcode", "apikey", "authorization", "credential", "jwt"} {
		if strings.Contains(name, word) {
			return s.value != ""
		}
	}
	return false
}

// valueName makes a name of a key.
func valueName(key string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == '_', '0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return r
		}
		return '_'
	}, key)
	if strings.Trim(name, "_") == "" || '0' <= name[0] && name[0] <= '9' {
		return "value"
	}
	return name
}

// unusedName makes it one that no other value has.
func unusedName(taken map[string]bool, name string) string {
	unused := name
	for n := 2; taken[unused]; n++ {
		unused = fmt.Sprintf("%s_%d", name, n)
	}
	taken[unused] = true
	return unused
}

// withUses is a message as it stands in a line, with values in it.
func withUses(t codec.Type, payload []byte, uses []use) string {
	if len(uses) == 0 {
		return transcript.Notation(t, payload)
	}
	text, mark := string(payload), "wspipe value "
	for strings.Contains(text, mark) {
		mark = "x" + mark
	}
	var b strings.Builder
	end := 0
	for i, u := range uses {
		fmt.Fprintf(&b, "%s%s%d;", text[end:u.start], mark, i)
		end = u.end
	}
	b.WriteString(text[end:])
	notation := transcript.Notation(t, []byte(b.String()))
	for i, u := range uses {
		notation = strings.Replace(notation, fmt.Sprintf("%s%d;", mark, i), reference(u.name), 1)
	}
	return notation
}
