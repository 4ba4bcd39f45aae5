package transcript

import (
	"net/http"
	"strconv"
	"time"

	"wspipe/client"
	"wspipe/commands/duration"
	"wspipe/commands/matcher"
)

// lineKind reads what follows the word that a line begins with.
type lineKind func(p *parser, step Step, word, rest field) *problem

func lineKinds() map[string]lineKind {
	return map[string]lineKind{
		"url": (*parser).parseURL, ">": (*parser).parseSend, "<": (*parser).parseExpect, "<<": (*parser).parseExpect,
		"ignore": (*parser).parseIgnore, "capture": (*parser).parseCapture, "timeout": (*parser).parseTimeout,
		"quiet": (*parser).parseQuiet, "close": (*parser).parseClose, "closed": (*parser).parseClosed,
	}
}

func (p *parser) add(step Step, action Action) {
	step.Action = action
	p.steps = append(p.steps, step)
}

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

func (p *parser) parseSend(step Step, word, rest field) *problem {
	if _, found := p.talking(step, word); found != nil {
		return found
	}
	message, found := p.message(rest)
	if found == nil {
		p.add(step, Send{message})
	}
	return found
}

func (p *parser) parseExpect(step Step, word, rest field) *problem {
	c, found := p.connection(step, word)
	if found != nil {
		return found
	}
	c.received = true
	pattern, found := p.pattern(rest)
	if found == nil {
		p.add(step, Expect{Skip: word.text == "<<", pattern: pattern})
	}
	return found
}

func (p *parser) parseIgnore(step Step, _, rest field) *problem {
	pattern, found := p.pattern(rest)
	if found == nil {
		p.add(step, Ignore{All: step.Name == "", pattern: pattern})
	}
	return found
}

func (p *parser) parseCapture(step Step, word, rest field) *problem {
	c, found := p.connection(step, word)
	if found != nil {
		return found
	}
	if !c.received {
		return problemf(word.offset, "there is no message to capture from: < or << waits for one")
	}
	name, rest := rest.cut()
	if !isName(name.text, 0) {
		return problemf(name.offset, "after capture goes the NAME for ${NAME}: letters, digits and _, no digit first")
	}
	filter, found := p.words(rest)
	if found != nil {
		return found
	}
	if _, err := matcher.ParseFilter(filter.standIn(inQuotes(jsonEscaped))); err != nil {
		return p.syntaxProblem(err, rest, filter)
	}
	p.captured[name.text] = true
	p.add(step, Capture{Variable: name.text, filter: filter})
	return nil
}

func (p *parser) parseTimeout(step Step, word, rest field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "timeout is for all connections: no @%s goes before it", step.Name)
	}
	limit, found := p.duration(rest)
	if found == nil {
		p.add(step, Timeout{limit})
	}
	return found
}

func (p *parser) parseQuiet(step Step, word, rest field) *problem {
	if _, found := p.connection(step, word); found != nil {
		return found
	}
	limit, found := p.duration(rest)
	if found == nil {
		p.add(step, Quiet{limit})
	}
	return found
}

func (p *parser) duration(f field) (time.Duration, *problem) {
	text, found := p.words(f)
	if found != nil {
		return 0, found
	}
	if text.captured() {
		return 0, problemf(f.offset, "a duration can't be a captured value")
	}
	d, err := duration.Parse(text.expand(nil, asItIs))
	switch {
	case err != nil:
		return 0, problemf(f.offset, "%v", err)
	case d <= 0:
		return 0, problemf(f.offset, "%v is too short", d)
	}
	return d, nil
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

// message reads what is to be sent.
func (p *parser) message(f field) (words, *problem) {
	w, found := p.notation(f)
	if found != nil {
		return nil, found
	}
	if mark := messageMark(w.written()); w.captured() && mark != `"` {
		return w, nil // hex: and base64: can't be tried with any value
	}
	if _, _, err := matcher.ParseMessage(w.standInNotation(messageMark)); err != nil {
		return nil, p.syntaxProblem(err, f, w)
	}
	return w, nil
}

// pattern reads a matcher.
func (p *parser) pattern(f field) (pattern, *problem) {
	w, found := p.notation(f)
	if found != nil {
		return pattern{}, found
	}
	if mark := matcher.Mark(w.written()); w.captured() && (mark == "hex:" || mark == "base64:") {
		return pattern{written: w}, nil
	}
	m, err := matcher.Parse(w.standInNotation(matcher.Mark))
	if err != nil {
		return pattern{}, p.syntaxProblem(err, f, w)
	}
	if w.captured() {
		m = nil
	}
	return pattern{w, m}, nil
}

func (p *parser) notation(f field) (words, *problem) {
	if f.text == "" {
		return nil, problemf(f.offset, `the message is missing ("" is the empty text)`)
	}
	return p.words(f)
}
