package recording

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"wspipe/codec"
)

// leftOut stands in the place of a secret that the server told.
const leftOut = "left-out"

// longSecret is how long a secret must be to be looked for wherever else it is said.
const longSecret = 6

// secret is the name of a value that nobody is to read.
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

// secret is one that was said; without a name if the server told it.
type secret struct {
	kind  codec.Type
	value string
	name  string
}

// hide puts values in the place of secrets in what the server tells, and leaves
// out those that it tells first.
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

// spansOf are those that a secret may be in, of a message as it came.
func (m *message) spansOf(payload string) []span {
	if m.text == payload {
		return slices.Concat(m.spans, secretsIn(payload))
	}
	return append(scalars([]byte(payload), 0), secretsIn(payload)...)
}

// loosen has a message change where secrets stand in it, if it does elsewhere, or
// if they are the server's.
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

// around is the scalar that a place is in, if it is in one.
func (m *message) around(place span) span {
	for _, at := range m.spans {
		if at.scalar && at.start <= place.start && place.end <= at.end {
			return at
		}
	}
	return place
}

func (s span) overlaps(other span) bool { return s.start < other.end && other.start < s.end }

// uses are where a secret stands in a text.
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

// apart are those that don't overlap with one before, in order.
func apart(all []use) (found []use) {
	for _, u := range all {
		if !slices.ContainsFunc(found, func(other use) bool { return u.overlaps(other.span) }) {
			found = append(found, u)
		}
	}
	slices.SortFunc(found, func(a, b use) int { return a.start - b.start })
	return found
}

// isSecret tells what lets somebody in, by its key or by what it looks like. What
// else has such names is often no secret: sessions, tickets, keys.
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
	const anAuth = 8 // others say which kind it is
	if parts[len(parts)-1] == "auth" {
		return len(s.value) >= anAuth
	}
	name := strings.Join(parts, "")
	return slices.ContainsFunc(strings.Fields(secretWords), func(word string) bool { return strings.Contains(name, word) })
}

const (
	secretWords = "token secret passw passcode apikey accesskey privatekey authorization credential cookie jwt"
	// aboutSecrets are the last words of keys whose values say something about a secret.
	aboutSecrets = "type kind name count length limit size expires expiry ttl url uri endpoint required hint policy id ids in at"
)

// tokens are values that say what they are: JSON Web Tokens, and what begins as the
// keys of services that many use.
const tokens = `eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?:gh[opsu]|github_pat|glpat|xox[abeprs]|sk|rk|pk)[-_][A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}`

var token = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(` + tokens + `)$`) }) //nolint:gochecknoglobals // a constant

// assignments are how values have names within text and within strings of JSON: in
// queries, in lines of settings, in JSON that is in a string, and in elements of
// XML; logins as headers and lines have them; and tokens, without a name.
var assignments = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.-]*)\\*["']?(?:[:=]|: )\\*["']?([^\s"'\\&;,<>{}\[\]]+)` +
		`|<([A-Za-z][A-Za-z0-9_.-]*)(?:\s[^<>]*)?>([^<>]+)<|\b(Bearer|Basic) ([A-Za-z0-9._~+/=-]{6,})|(?m)^(PASS) (\S+)|()\b(` + tokens + `)`)
})

// secretsIn are the secrets that have a name in a text.
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
