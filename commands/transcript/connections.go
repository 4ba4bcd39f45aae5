package transcript

import (
	"net/http"
	"strconv"

	"wspipe/client"
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
	url, found := p.words(rest)
	if found != nil {
		return found
	}
	return p.open(step, url, rest)
}

// open also keeps a password in a URL from being shown.
func (p *parser) open(step Step, url words, at field) *problem {
	if !url.captured() {
		target := url.expand(nil, asItIs)
		if err := checkURL(target); err != nil {
			return problemf(at.offset, "%v", err)
		}
		step.Text = "url " + client.WithoutUser(target)
	}
	p.connections[step.Name] = &connection{open: true}
	p.add(step, Open{url})
	return nil
}

// EchoURL is the URL of a server inside the process.
const EchoURL = "echo:"

func checkURL(url string) error {
	if url == EchoURL {
		return nil
	}
	_, err := client.New(url, client.Options{Header: http.Header{}})
	return err
}

// connection is the one that the line is about, which must be there. The URL
// of the command line opens it where there is no url line.
func (p *parser) connection(step Step, word field) (*connection, *problem) {
	c := p.connections[step.Name]
	if c == nil && p.o.URL != "" {
		if found := p.open(step, words{{text: p.o.URL}}, word); found != nil {
			return nil, found
		}
		return p.connections[step.Name], nil
	}
	switch {
	case c == nil && step.Name == "" && len(p.connections) > 0:
		return nil, problemf(word.offset, "which connection is meant? Those of this file have names: @NAME goes before %s", word.text)
	case c == nil:
		return nil, problemf(word.offset, "there is no connection yet: a url line opens it")
	case !c.open:
		return nil, problemf(word.offset, "the connection has been closed: another url line opens a new one")
	}
	return c, nil
}

// talking is a connection that we haven't closed either.
func (p *parser) talking(step Step, word field) (*connection, *problem) {
	c, found := p.connection(step, word)
	if found == nil && c.closing {
		found = problemf(word.offset, "the connection has been closed by the close line before")
	}
	return c, found
}

func (p *parser) parseClose(step Step, word, rest field) *problem {
	c, found := p.talking(step, word)
	if found != nil {
		return found
	}
	code, rest, found := closeCode(rest, 1000)
	if found != nil {
		return found
	}
	a := Close{Code: code}
	if rest.text != "" {
		if a.reason, found = p.message(rest); found != nil {
			return found
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
	c, found := p.connection(step, word)
	if found != nil {
		return found
	}
	code, reason, found := closeCode(rest, 0)
	if found != nil {
		return found
	}
	if code != 0 && (code < 1000 || code > 4999) {
		return problemf(rest.offset, "%d is no close code, which are from 1000 to 4999 (1005: none, 1006: dropped)", code)
	}
	a := Closed{Code: code}
	if reason.text != "" {
		pattern, found := p.pattern(reason)
		if found != nil {
			return found
		}
		a.reason = &pattern
	}
	c.open = false
	p.add(step, a)
	return nil
}

func closeCode(f field, otherwise int) (code int, rest field, found *problem) {
	word, rest := f.cut()
	if word.text == "" {
		return otherwise, rest, nil
	}
	code, err := strconv.Atoi(word.text)
	if err != nil {
		return 0, rest, problemf(word.offset, "%q is no close code: a number, and then a reason", word.text)
	}
	return code, rest, nil
}
