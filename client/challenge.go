package client

import "strings"

// challenge is one way of logging in that is offered (RFC 9110, section 11.3).
type challenge struct {
	scheme     string
	parameters map[string]string // by their names in lower case
}

// challengesOf reads the values of WWW-Authenticate or Proxy-Authenticate, of
// which each may hold several (RFC 9110, section 11.6.1). What makes no sense is
// passed over.
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

// parameterValue may stand without the quotation marks that it should have.
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

// skipToken68 passes over what may stand behind a scheme in place of parameters.
func (s *scanner) skipToken68() {
	rest := strings.TrimLeftFunc(s.text, func(r rune) bool { return r == '/' || !notToken(r) })
	rest = strings.TrimLeft(rest, "=")
	if rest == "" || rest[0] == ',' {
		s.text = rest
	}
}

// skipElement passes over all up to the next comma.
func (s *scanner) skipElement() {
	_, rest, _ := strings.Cut(s.text, ",")
	s.text = rest
}
