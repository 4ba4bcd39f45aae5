package client

import "strings"

// challenge is one way to log in that the server offers (RFC 9110, section 11.3).
type challenge struct {
	scheme     string
	parameters map[string]string // keyed by name, in lower case
}

// challengesOf parses the values of WWW-Authenticate or Proxy-Authenticate, each of
// which may hold several challenges (RFC 9110, section 11.6.1). It skips what makes no
// sense.
func challengesOf(values []string) []challenge {
	var all []challenge
	for _, value := range values {
		s := scanner{value}
		for s.skipBlanks(); s.text != ""; s.skipBlanks() {
			if s.skip(',') {
				continue
			}
			name := s.token()
			s.skipBlanks()
			switch assigned := s.skip('='); {
			case assigned && len(all) > 0:
				all[len(all)-1].parameters[strings.ToLower(name)] = s.parameterValue()
			case !assigned && name != "":
				all = append(all, challenge{name, map[string]string{}})
				s.skipToken68()
			default:
				s.skipElement()
			}
		}
	}
	return all
}

// parameterValue reads a value, which may lack the quotation marks that it should have.
func (s *scanner) parameterValue() string {
	s.skipBlanks()
	if s.skip('"') {
		text, _ := s.quoted()
		return text
	}
	begin := s.text
	s.text = strings.TrimLeftFunc(s.text, func(r rune) bool { return !strings.ContainsRune(", \t", r) })
	return begin[:len(begin)-len(s.text)]
}

// skipToken68 skips the token that may follow a scheme in place of parameters.
func (s *scanner) skipToken68() {
	rest := strings.TrimLeftFunc(s.text, func(r rune) bool { return r == '/' || !notToken(r) })
	rest = strings.TrimLeft(rest, "=")
	if rest == "" || rest[0] == ',' {
		s.text = rest
	}
}

// skipElement skips everything up to the next comma.
func (s *scanner) skipElement() {
	_, rest, _ := strings.Cut(s.text, ",")
	s.text = rest
}
