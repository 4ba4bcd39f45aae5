package recording

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// Loose returns a matcher, in the notation of transcripts, for a message and for those like it in
// other runs; "" if exactly this message will come.
func Loose(t codec.Type, payload []byte) string {
	m := read(t, payload, false)
	return m.notation(m.changingSpans(nothing), unnamed, payload)
}

func nothing(span) bool   { return false }
func unnamed(span) string { return "" }

// loose returns the matcher for below a message that will be different: the values that the client
// sends back must be the received ones.
func (s *story) loose(i int) string {
	l := s.looked[i]
	return l.notation(l.changing, func(at span) string {
		from := s.first[s.keyOf(at)]
		if from.secret {
			return from.name
		}
		if from.name == "" || at.count || from.event >= i || s.row[i] > 0 && s.row[i] == s.row[from.event] {
			return ""
		}
		return from.name
	}, s.Events[i].Payload)
}

// notation returns a matcher with names of values, or wildcards, in place of what changes. It is ""
// if nothing changes, or if there is no such matcher.
func (m *message) notation(changing []span, name func(span) string, payload []byte) string {
	for _, form := range []form{m.json, m.regex, m.hex} {
		strict := form(changing, unnamed)
		if strict == "" {
			continue
		}
		if found, err := matcher.Parse(strings.ReplaceAll(strict, "$${", "${")); err != nil || found.Match(m.kind, payload) != nil {
			continue
		}
		return form(changing, name)
	}
	return ""
}

// form returns a matcher of one kind; "" if that kind doesn't work.
type form func(changing []span, name func(span) string) string

// json writes * for a value.
func (m *message) json(changing []span, name func(span) string) string {
	if !m.whole || len(changing) == 0 || strings.ContainsFunc(m.text, status.Unprintable) {
		return ""
	}
	begin := func(s span) int {
		if m.isString(s) {
			return s.start - 1
		}
		return s.start
	}
	var b strings.Builder
	b.WriteString("json: ")
	end := 0
	for _, s := range changing {
		if !s.scalar {
			return "" // a key
		}
		b.WriteString(transcript.Escape(m.text[end:begin(s)]))
		end = s.end + s.start - begin(s)
		switch given := reference(name(s)); {
		case given == "":
			b.WriteString("*")
		case m.isString(s):
			b.WriteString(`"` + given + `"`)
		default:
			b.WriteString(given)
		}
	}
	return b.String() + transcript.Escape(m.text[end:])
}

// isString reports whether a span is a JSON string rather than a number.
func (m *message) isString(s span) bool {
	return s.scalar && s.end < len(m.text) && s.start > 0 && m.text[s.start-1] == '"' && m.text[s.end] == '"'
}

// reference returns ${NAME}; "" without a name.
func reference(name string) string {
	if name == "" {
		return ""
	}
	return "${" + name + "}"
}

// regex writes .+ for a value.
func (m *message) regex(changing []span, name func(span) string) string {
	if len(changing) == 0 || len(m.text) > textBytes {
		return ""
	}
	return m.expression(changing, func(s span) string {
		if given := reference(name(s)); given != "" {
			return given
		}
		return ".+"
	})
}

// expression returns a regular expression for all of the text, with instead's result in the given
// places.
func (m *message) expression(places []span, instead func(span) string) string {
	var b strings.Builder
	b.WriteString("/" + m.flags() + "^")
	end := 0
	for _, s := range places {
		b.WriteString(literal(m.text[end:s.start]))
		b.WriteString(instead(s))
		end = s.end
	}
	return b.String() + literal(m.text[end:]) + "$/"
}

// flags returns the flag for . to match line breaks, too, if the text has several lines.
func (m *message) flags() string {
	if strings.ContainsRune(m.text, '\n') {
		return "(?s)"
	}
	return ""
}

// literal quotes text for a regular expression in a line.
func literal(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case status.Unprintable(r):
			fmt.Fprintf(&b, `\x{%x}`, r)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return strings.ReplaceAll(b.String(), `\$`, `[$]`) // so that it starts no reference
}

// hex writes .. for what changes in the text of a binary message, and wildcards for the offsets
// before it that point past it.
func (m *message) hex([]span, func(span) string) string {
	if m.utf8 || m.kind != codec.Binary {
		return ""
	}
	var parts [][]int
	for _, run := range readable().FindAllStringIndex(m.other, -1) {
		for _, part := range volatileParts(m.other[run[0]:run[1]]) {
			parts = append(parts, []int{run[0] + part[0], run[0] + part[1]})
		}
	}
	if len(parts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("hex: ")
	end := 0
	for _, at := range offsets(m.other[:parts[0][0]], len(m.other)) {
		b.WriteString(hex.EncodeToString([]byte(m.other[end:at])) + strings.Repeat("??", offsetBytes))
		end = at + offsetBytes
	}
	for _, part := range parts {
		b.WriteString(hex.EncodeToString([]byte(m.other[end:part[0]])) + " .. ")
		end = part[1]
	}
	return strings.TrimRight(b.String()+hex.EncodeToString([]byte(m.other[end:])), " ")
}

const offsetBytes = 8

// offsets returns the positions in the beginning of a message, in a table from its first byte on,
// of numbers that point past this beginning.
func offsets(begin string, size int) (places []int) {
	for at := 0; at+offsetBytes <= len(begin); at += offsetBytes {
		number := binary.LittleEndian.Uint64([]byte(begin[at : at+offsetBytes]))
		if number > uint64(len(begin)) && number <= uint64(size) {
			places = append(places, at)
		}
	}
	return places
}

// inOrder sorts spans by position.
func inOrder(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	return spans
}

// readable matches text within binary data.
var readable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[ -~]{8,}`) }) //nolint:gochecknoglobals // a constant
