package recording

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"wspipe/codec"
)

// leftOut replaces a secret that came from the server.
const leftOut = "left-out"

// longSecret is how long a secret must be to be searched for everywhere else.
const longSecret = 6

// secret returns the name for a secret value.
func (s *story) secret(t codec.Type, at span) string {
	key := cmp.Or(at.key, "token")
	if t == codec.Binary {
		key += "_HEX"
	}
	from := s.first[s.keyOf(at)]
	if t == codec.Text && from.name != "" {
		return from.name
	}
	known := slices.IndexFunc(s.secrets, func(known secret) bool { return known.kind == t && known.value == at.value })
	if known >= 0 {
		return s.secrets[known].name
	}
	name := variableFor(key, s.names)
	s.secrets = append(s.secrets, secret{t, at.value, name})
	if t == codec.Text {
		from.name, from.secret = name, true
		s.first[s.keyOf(at)] = from
	}
	return name
}

// secret is a secret that was sent or received; name is empty if it came from the server.
type secret struct {
	kind  codec.Type
	value string
	name  string
}

// hide replaces known secrets in a message from the server with references, and leaves out those
// that the server says first.
func (s *story) hide(i int) {
	l, payload := &s.looked[i], string(s.Events[i].Payload)
	if !l.utf8 || l.text == "" {
		return
	}
	for _, at := range l.spansOf(payload) {
		from := s.first[s.keyOf(at)]
		switch {
		case from.secret:
			l.uses = append(l.uses, use{span: at, name: from.name})
		case at.isSecret() && !s.isStable(at):
			s.secrets = append(s.secrets, secret{kind: l.kind, value: at.value})
		}
	}
	for _, known := range s.secrets {
		if known.kind == l.kind && (known.name == "" || len(known.value) >= longSecret) {
			l.uses = append(l.uses, uses(payload, known)...)
		}
	}
	l.uses = apart(l.uses)
	s.loosen(l)
}

// spansOf returns the spans of the message as received that may contain secrets.
func (m *message) spansOf(payload string) []span {
	if m.text == payload {
		return slices.Concat(m.spans, secretsIn(payload))
	}
	return append(scalars([]byte(payload), 0), secretsIn(payload)...)
}

// loosen marks the parts of a message with secrets as changing, if other parts change, or if the
// secrets come from the server.
func (s *story) loosen(l *look) {
	if len(l.changing) == 0 && !slices.ContainsFunc(l.uses, func(u use) bool { return u.name == "" }) {
		return
	}
	var places []span
	for _, known := range s.secrets {
		if known.kind != l.kind || len(known.value) < longWord {
			continue
		}
		for _, u := range uses(l.text, known) {
			places = append(places, l.around(u.span))
		}
	}
	for _, at := range l.spans {
		if s.first[s.keyOf(at)].secret {
			places = append(places, at)
		}
	}
	for _, at := range places {
		if !slices.ContainsFunc(l.changing, at.overlaps) {
			l.changing = append(l.changing, at)
		}
	}
	inOrder(l.changing)
}

// around returns the scalar that contains place, or place itself.
func (m *message) around(place span) span {
	for _, at := range m.spans {
		if at.scalar && at.start <= place.start && place.end <= at.end {
			return at
		}
	}
	return place
}

func (s span) overlaps(other span) bool { return s.start < other.end && other.start < s.end }

// uses returns the occurrences of a secret in a text.
func uses(text string, known secret) (found []use) {
	for start := 0; known.value != ""; {
		at := strings.Index(text[start:], known.value)
		if at < 0 {
			break
		}
		at += start
		start = at + len(known.value)
		found = append(found, use{span: span{start: at, end: start, value: known.value}, name: known.name})
	}
	return found
}

// apart returns the uses that don't overlap an earlier one, in order.
func apart(all []use) (found []use) {
	for _, u := range all {
		if !slices.ContainsFunc(found, func(other use) bool { return u.overlaps(other.span) }) {
			found = append(found, u)
		}
	}
	slices.SortFunc(found, func(a, b use) int { return a.start - b.start })
	return found
}

// isSecret reports whether a value is a credential, by its key or by its form. Other things with
// such names are often no secrets: sessions, tickets, keys.
func (s span) isSecret() bool {
	parts := keyParts(s.key)
	switch {
	case s.value == "" || s.number:
		return false
	case token().MatchString(s.value):
		return true
	case len(parts) == 0 || slices.Contains(strings.Fields(aboutSecrets), parts[len(parts)-1]):
		return false
	case slices.Contains([]string{"pwd", "pass", "otp", "bearer"}, parts[len(parts)-1]):
		return true
	}
	const anAuth = 8 // shorter values say which kind it is
	if parts[len(parts)-1] == "auth" {
		return len(s.value) >= anAuth
	}
	name := strings.Join(parts, "")
	return slices.ContainsFunc(strings.Fields(secretWords), func(word string) bool { return strings.Contains(name, word) })
}

const (
	secretWords = "token secret passw passcode apikey accesskey privatekey authorization credential cookie jwt"
	// aboutSecrets are final words of keys whose values only describe a secret.
	aboutSecrets = "type kind name count length limit size expires expiry ttl url uri endpoint required hint policy id ids in at"
)

// tokens matches values with a recognizable form: JSON Web Tokens, and values with the prefixes of
// popular services' keys.
const tokens = `eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?:gh[opsu]|github_pat|glpat|xox[abeprs]|sk|rk|pk)[-_][A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}`

var token = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(` + tokens + `)$`) }) //nolint:gochecknoglobals // a constant

// assignments matches named values within text and within strings of JSON: in queries, in settings,
// in JSON within a string, and in elements of XML. It also matches logins in headers and lines, and
// tokens without a name.
var assignments = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.-]*)\\*["']?(?:[:=]|: )\\*["']?([^\s"'\\&;,<>{}\[\]]+)` +
		`|<([A-Za-z][A-Za-z0-9_.-]*)(?:\s[^<>]*)?>([^<>]+)<|\b(Bearer|Basic) ([A-Za-z0-9._~+/=-]{6,})|(?m)^(PASS) (\S+)|()\b(` + tokens + `)`)
})

// secretsIn returns the named secrets in a text.
func secretsIn(text string) (found []span) {
	for _, at := range assignments().FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(at); group += 4 {
			if at[group] < 0 {
				continue
			}
			s := span{start: at[group+2], end: at[group+3], key: text[at[group]:at[group+1]]}
			s.value = text[s.start:s.end]
			s.number = text[at[group+1]] == '"' && text[s.start-1] != '"' && strings.Trim(s.value, "0123456789.-") == ""
			if s.isSecret() || s.key == "Basic" || s.key == "PASS" {
				found = append(found, s)
			}
		}
	}
	return found
}
