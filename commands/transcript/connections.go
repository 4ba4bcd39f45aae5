package transcript

import (
	"slices"
	"strconv"
	"strings"

	"wspipe/client"
	"wspipe/commands/dial"
)

func (p *parser) parseURL(step Step, word, rest field) *problem {
	if c := p.connections[step.Name]; c != nil && c.open && !c.closing {
		return problemf(word.offset, "the connection is open already: close or closed ends it")
	}
	if rest.text == "" {
		return problemf(rest.offset, "the URL is missing")
	}
	if p.o.URL != "" {
		return p.open(step, words{{text: p.o.URL}}, rest)
	}
	url, wrong := p.words(rest)
	if wrong != nil {
		return wrong
	}
	return p.open(step, url, rest)
}

// open also keeps a password in a URL from being shown. A URL that is wrong
// opens the connection for the lines after it, which are not to blame.
func (p *parser) open(step Step, url words, at field) *problem {
	c := &connection{open: true}
	p.connections[step.Name] = c
	if url.captured() {
		step.Text = "url " + withoutUser(at.text)
	} else {
		shown, err := ShownURL(url.expand(nil, inURL))
		if err != nil {
			return problemf(at.offset, "%v", err)
		}
		step.Text = "url " + shown
	}
	p.add(step, Open{url, &handshake{}})
	p.beneath = p.steps[len(p.steps)-1]
	return nil
}

// EchoURL is the URL of a server inside the process.
const EchoURL = "echo:"

// ShownURL is how a URL may be shown, if it is one. The error is that of client.New.
func ShownURL(url string) (string, error) {
	if url == EchoURL {
		return url, nil
	}
	url, err := dial.URL(url)
	if err != nil {
		return "", err
	}
	ws, err := client.New(url, client.Options{})
	if err != nil {
		return "", err
	}
	return ws.URL(), nil
}

// withoutUser is for a URL that can't be read yet.
func withoutUser(url string) string {
	scheme, rest, ok := strings.Cut(url, "//")
	if !ok {
		scheme, rest = "", url
	} else {
		scheme += "//"
	}
	return scheme + rest[strings.LastIndex(rest, "@")+1:]
}

// connection is the one that the line is about, which must be there. In a file
// without any url line the URL of the command line opens the one without a name.
func (p *parser) connection(step Step, word field) (*connection, *problem) {
	c := p.connections[step.Name]
	if c == nil && step.Name == "" && p.o.URL != "" && !p.opens {
		if wrong := p.open(step, words{{text: p.o.URL}}, word); wrong != nil {
			return nil, wrong
		}
		return p.connections[step.Name], nil
	}
	switch {
	case c == nil:
		return nil, p.unopened(step, word)
	case !c.open:
		return nil, problemf(word.offset, "the connection has been closed: another url line opens a new one")
	}
	return c, nil
}

// unopened says it once of each connection that isn't there.
func (p *parser) unopened(step Step, word field) *problem {
	names := p.names()
	p.connections[step.Name] = &connection{open: true, looked: true, missing: true}
	switch {
	case step.Name == "" && names != "":
		return problemf(word.offset, "which connection is meant? There are %s: one of them goes before %s", names, word.text)
	case step.Name == "":
		return problemf(word.offset, "there is no connection yet: a url line opens it")
	case names != "":
		return problemf(word.offset, "there is no @%s: @%s url opens it (there are %s)", step.Name, step.Name, names)
	}
	return problemf(word.offset, "there is no @%s: @%s url opens it", step.Name, step.Name)
}

// names are those of the connections so far.
func (p *parser) names() string {
	var names []string
	for name, c := range p.connections {
		if name != "" && !c.missing {
			names = append(names, "@"+name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// talking is a connection that we haven't closed either.
func (p *parser) talking(step Step, word field) (*connection, *problem) {
	c, wrong := p.connection(step, word)
	if wrong == nil && c.closing {
		wrong = problemf(word.offset, "the connection has been closed by the close line before")
	}
	return c, wrong
}

func (p *parser) parseClose(step Step, word, rest field) *problem {
	c, wrong := p.talking(step, word)
	if wrong != nil {
		return wrong
	}
	code, rest, wrong := closeCode(rest, 1000)
	if wrong != nil {
		return wrong
	}
	a := Close{Code: code}
	if rest.text != "" {
		if a.reason, wrong = p.message(rest); wrong != nil {
			return wrong
		}
	}
	if !a.reason.captured() {
		if _, err := a.Reason(nil); err != nil {
			return problemf(word.offset, "%v", err)
		}
	}
	c.closing = true
	p.add(step, a)
	return nil
}

func (p *parser) parseClosed(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	const anyCode, noCode = -1, 1005
	code, reason, wrong := closeCode(rest, anyCode)
	switch {
	case wrong != nil:
		return wrong
	case code == anyCode:
		code = 0
	case code == 0:
		code = noCode
	case code < 1000 || code > 4999:
		return problemf(rest.offset, "%d is not a close code, which are from 1000 to 4999 (0 or 1005: none, 1006: dropped)", code)
	}
	a := Closed{Code: code}
	if reason.text != "" {
		pattern, wrong := p.pattern(reason)
		if wrong != nil {
			return wrong
		}
		a.reason = &pattern
	}
	c.open = false
	p.add(step, a)
	return nil
}

func closeCode(f field, otherwise int) (code int, rest field, wrong *problem) {
	word, rest := f.cut()
	if word.text == "" {
		return otherwise, rest, nil
	}
	code, err := strconv.Atoi(word.text)
	if err != nil {
		return 0, rest, problemf(word.offset, "%q is not a close code, which goes before the reason", word.text)
	}
	return code, rest, nil
}
