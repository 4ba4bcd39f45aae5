package transcript

import (
	"strings"

	"wspipe/client"
	"wspipe/commands/dial"
)

// Open connects.
type Open struct {
	url       words
	handshake *handshake
}

// URL returns the URL to connect to.
func (a Open) URL(v Values) string { return a.url.expand(v, inURL) }

// parseURL opens the connection even if the URL is wrong, so that the lines after it aren't blamed.
func (p *parser) parseURL(step Step, word, rest field) *problem {
	if c := p.connections[step.Name]; c != nil && c.open && !c.closing {
		return problemf(word.offset, "the connection is open already: close or closed ends it")
	}
	p.beneath = Step{Name: step.Name, Action: Open{handshake: &handshake{}}}
	p.connections[step.Name] = &connection{open: true}
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

// open also hides a password in the URL from everything that shows the step.
func (p *parser) open(step Step, url words, at field) *problem {
	p.connections[step.Name] = &connection{open: true}
	line := "url "
	if step.Name != "" {
		line = "@" + step.Name + " url "
	}
	if url.captured() {
		step.Text = line + withoutUser(at.text)
	} else {
		shown, err := ShownURL(url.expand(nil, inURL))
		if err != nil {
			return problemf(at.offset, "%v", err)
		}
		step.Text = line + shown
	}
	p.add(step, Open{url, &handshake{}})
	p.beneath = p.steps[len(p.steps)-1]
	return nil
}

// EchoURL is the URL of a server inside the process.
const EchoURL = "echo:"

// ShownURL returns the URL without anything secret, or the error of client.New.
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

// withoutUser removes the user from a URL that can't be parsed yet.
func withoutUser(url string) string {
	scheme, rest, ok := strings.Cut(url, "//")
	if !ok {
		scheme, rest = "", url
	} else {
		scheme += "//"
	}
	return scheme + rest[strings.LastIndex(rest, "@")+1:]
}
