package recording

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"wspipe/codec"
	"wspipe/commands/transcript"
)

// findUses finds the values that the client sends back after receiving them, and its secrets.
// Binary messages have no place for what was received as text.
func (s *story) findUses(i int) {
	l := &s.looked[i]
	taken := make([]bool, len(l.text)+1)
	for _, at := range l.spans {
		if taken[at.start] || at.start > 0 && l.text[at.start-1] == '$' {
			continue
		}
		u := use{span: at}
		if l.kind == codec.Text {
			u.name = s.sentBack(at)
		}
		if u.name == "" && at.isSecret() {
			u.name, u.given = s.secret(l.kind, at), true
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

// sentBack returns the name of a value that was received before; "" if there is none. A short value
// counts only if both occurrences are called an id, a time or the like.
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

// isSure reports whether a short value isn't the same as another by coincidence.
func (s *story) isSure(at, from span) bool {
	return from.named && (at.named || at.scalar && s.fresh[at.value])
}

// capture returns the text of a line that captures the value, which follows its name.
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

// valueName turns a key into a name.
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

// unusedName makes a name unique.
func unusedName(taken map[string]bool, name string) string {
	unused := name
	for n := 2; taken[unused]; n++ {
		unused = fmt.Sprintf("%s_%d", name, n)
	}
	taken[unused] = true
	return unused
}

// withUses returns a message as written in a line, with references to values.
func withUses(t codec.Type, payload []byte, uses []use) string {
	if len(uses) == 0 {
		return transcript.Notation(t, payload)
	}
	if t == codec.Binary {
		return bytesWithUses(payload, uses)
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
		notation = strings.Replace(notation, fmt.Sprintf("%s%d;", mark, i), cmp.Or(reference(u.name), leftOut), 1)
	}
	return notation
}

// bytesWithUses returns a binary message. Its values are hex, too.
func bytesWithUses(payload []byte, uses []use) string {
	var b strings.Builder
	b.WriteString("hex: ")
	end := 0
	for _, u := range uses {
		fmt.Fprintf(&b, "%x%s", payload[end:u.start], cmp.Or(reference(u.name), hex.EncodeToString([]byte(leftOut))))
		end = u.end
	}
	fmt.Fprintf(&b, "%x", payload[end:])
	return b.String()
}
