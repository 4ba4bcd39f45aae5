package transcript

import (
	"strings"

	"wspipe/client"
	"wspipe/commands/matcher"
)

// handshake is the content of the lines beneath a url line.
type handshake struct {
	headers, protocols []words
	origin, user       words
	compress           *words
	insecure, nopong   bool
	rejected           int // the status that is expected; 0: the connection must open
}

// Handshake says how to open one connection, in addition to the options of the command line, which
// hold for all.
type Handshake struct {
	Headers   []string // "NAME: VALUE"
	Protocols []string
	Origin    string
	User      string // NAME:PASSWORD
	// Compress holds the parameters for compression, empty for those that a browser offers, or is
	// nil if compression isn't offered.
	Compress *string
	Insecure bool
	Nopong   bool // from the first ping on
	// Rejected is the status that the answer must have, or 0 if the connection must open.
	Rejected int
}

// Handshake returns the content of the lines beneath the url line.
func (a Open) Handshake(v Values) Handshake {
	h := Handshake{
		Origin: a.handshake.origin.expand(v, matcher.AsItIs), User: a.handshake.user.expand(v, matcher.AsItIs),
		Insecure: a.handshake.insecure, Nopong: a.handshake.nopong, Rejected: a.handshake.rejected,
	}
	for _, header := range a.handshake.headers {
		h.Headers = append(h.Headers, header.expand(v, matcher.AsItIs))
	}
	for _, name := range a.handshake.protocols {
		h.Protocols = append(h.Protocols, name.expand(v, matcher.AsItIs))
	}
	if a.handshake.compress != nil {
		parameters := a.handshake.compress.expand(v, matcher.AsItIs)
		h.Compress = &parameters
	}
	return h
}

// parseHandshake parses a line beneath a url line.
func (p *parser) parseHandshake(step Step, word, rest field) *problem {
	h, wrong := p.beneathURL(step, word)
	if wrong != nil {
		return wrong
	}
	written, wrong := p.words(rest)
	if wrong != nil {
		return wrong
	}
	needs := map[string]string{"header": "NAME: VALUE", "subprotocol": "NAME", "origin": "ORIGIN", "user": "NAME:PASSWORD"}[word.text]
	if needs != "" && rest.text == "" {
		return problemf(rest.offset, "after %s goes %s", word.text, needs)
	}
	return h.add(word.text, written, rest)
}

func (h *handshake) add(word string, written words, rest field) *problem {
	text := written.standIn(matcher.AsItIs)
	switch word {
	case "header":
		name, _, ok := strings.Cut(text, ":")
		if !ok || !client.IsToken(name) {
			return problemf(rest.offset, "a header is NAME: VALUE")
		}
		h.headers = append(h.headers, written)
	case "subprotocol":
		if strings.ContainsAny(text, ", \t") {
			return problemf(rest.offset, "a subprotocol is one NAME: each has a line of its own")
		}
		h.protocols = append(h.protocols, written)
	case "origin":
		h.origin = written
	case "user":
		if !written.captured() && !strings.Contains(text, ":") {
			return problemf(rest.offset, "after user goes NAME:PASSWORD")
		}
		h.user = written
	case "compress":
		h.compress = &written
	case "insecure":
		if rest.text != "" {
			return problemf(rest.offset, "nothing goes after insecure")
		}
		h.insecure = true
	}
	return nil
}

// beneathURL returns the handshake that the preceding lines beneath the same url line have built.
// Here, too, the URL of the command line may open the connection.
func (p *parser) beneathURL(step Step, word field) (*handshake, *problem) {
	if p.connections[step.Name] == nil {
		if _, wrong := p.connection(step, word); wrong != nil {
			return nil, wrong
		}
		p.beneath = p.steps[len(p.steps)-1]
	}
	open, ok := p.beneath.Action.(Open)
	switch {
	case !ok:
		return nil, problemf(word.offset, "%s stands beneath the url line that it is about", word.text)
	case p.beneath.Name != step.Name:
		return nil, otherName(p.beneath.Name, step, word)
	}
	return open.handshake, nil
}
