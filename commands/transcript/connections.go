package transcript

import (
	"slices"
	"strings"
)

// connection returns the connection that the line is about, which must exist. In a file without any
// url line, the URL of the command line opens the one without a name.
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

// unopened returns the problem of a missing connection, once for each connection.
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

// names lists the names of the connections so far.
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

// talking returns a connection that we haven't closed either.
func (p *parser) talking(step Step, word field) (*connection, *problem) {
	c, wrong := p.connection(step, word)
	if wrong == nil && c.closing {
		wrong = problemf(word.offset, "the connection has been closed by the close line before")
	}
	return c, wrong
}
