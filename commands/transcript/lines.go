package transcript

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"wspipe/commands/matcher"
)

// lineKind reads what follows the word that a line begins with.
type lineKind func(p *parser, step Step, word, rest field) *problem

// kindsOfLine are the words that lines begin with, and how the rest is read.
func kindsOfLine() map[string]lineKind {
	return map[string]lineKind{
		"url":         (*parser).parseURL,
		"header":      (*parser).parseHandshake,
		"subprotocol": (*parser).parseHandshake,
		"origin":      (*parser).parseHandshake,
		"user":        (*parser).parseHandshake,
		"compress":    (*parser).parseHandshake,
		"insecure":    (*parser).parseHandshake,
		"opened":      (*parser).parseOpened,
		"rejected":    (*parser).parseRejected,
		">":           (*parser).parseSend,
		">?":          (*parser).parseLoose,
		"<":           (*parser).parseExpect,
		"<<":          (*parser).parseExpect,
		"<&":          (*parser).parseExpect,
		"<<&":         (*parser).parseExpect,
		"<?":          (*parser).parseLoose,
		"ignore":      (*parser).parseIgnore,
		"never":       (*parser).parseNever,
		"answer":      (*parser).parseAnswer,
		"every":       (*parser).parseEvery,
		"split":       (*parser).parseSplit,
		"capture":     (*parser).parseCapture,
		"set":         (*parser).parseSet,
		"run":         (*parser).parseRun,
		"print":       (*parser).parsePrint,
		"save":        (*parser).parseSave,
		"sleep":       (*parser).parseSleep,
		"ping":        (*parser).parsePing,
		"drop":        (*parser).parseDrop,
		"nopong":      (*parser).parseNopong,
		"include":     (*parser).parseInclude,
		"timeout":     (*parser).parseTimeout,
		"quiet":       (*parser).parseQuiet,
		"close":       (*parser).parseClose,
		"closed":      (*parser).parseClosed,
	}
}

func (p *parser) add(step Step, action Action) {
	step.Action = action
	p.steps = append(p.steps, step)
}

func (p *parser) parseSend(step Step, word, rest field) *problem {
	c, wrong := p.talking(step, word)
	if wrong != nil {
		return wrong
	}
	message, wrong := p.parseMessage(rest)
	if wrong == nil {
		c.looked = true
		p.add(step, Send{message: message})
		p.above = len(p.steps)
	}
	return wrong
}

func (p *parser) parseExpect(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	c.looked = true
	pattern, wrong := p.pattern(rest)
	if wrong != nil {
		return wrong
	}
	a := Expect{Skip: strings.HasPrefix(word.text, "<<"), pattern: pattern}
	if strings.HasSuffix(word.text, "&") {
		if p.row == nil {
			p.row, p.rowName, p.rowMark = &Row{}, step.Name, word.text
		}
		a.Row = p.row
	}
	p.groups(pattern)
	p.add(step, a)
	p.above = len(p.steps)
	if a.Row != nil {
		a.Row.Steps = append(a.Row.Steps, p.steps[p.above-1])
	}
	return nil
}

// parseLoose is for <? and >?, which change the step above.
func (p *parser) parseLoose(step Step, word, rest field) *problem {
	mark := word.text[:1]
	if p.above == 0 || p.above != len(p.steps) || p.steps[p.above-1].Name != step.Name {
		return problemf(word.offset, "%s stands directly beneath the %s line that it is about", word.text, mark)
	}
	pattern, wrong := p.pattern(rest)
	if wrong != nil {
		return wrong
	}
	last := &p.steps[p.above-1]
	switch a := last.Action.(type) {
	case Send:
		if mark != ">" || a.loose != nil {
			return problemf(word.offset, "beneath a > line goes one >?")
		}
		a.loose = &pattern
		last.Action = a
	case Expect:
		if mark != "<" || a.loose != nil || !a.IsMessage() {
			return problemf(word.offset, `beneath a < line that is literal (TEXT, "…", hex: or base64:) goes one <?`)
		}
		a.loose = &pattern
		p.groups(pattern)
		last.Action = a
		if a.Row != nil {
			a.Row.Steps[len(a.Row.Steps)-1] = *last
		}
	}
	return nil
}

// groups makes the named groups of a pattern values from here on.
func (p *parser) groups(pattern pattern) {
	for _, name := range pattern.groups {
		p.know(name, true)
	}
}

// forAll is for a line that is about all connections where no name goes before it.
func (p *parser) forAll(step Step, word field) (all bool, wrong *problem) {
	if step.Name != "" && p.connections[step.Name] == nil {
		return false, p.unopened(step, word)
	}
	return step.Name == "", nil
}

func (p *parser) parseIgnore(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	pattern, wrong := p.pattern(rest)
	if wrong == nil {
		p.add(step, Ignore{all, pattern})
	}
	return wrong
}

func (p *parser) parseNever(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	pattern, wrong := p.pattern(rest)
	if wrong == nil {
		p.add(step, Never{all, pattern})
	}
	return wrong
}

// arrow parts the matcher and the message of an answer.
const arrow = " => "

func (p *parser) parseAnswer(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	a, wrong := p.answer(rest)
	if wrong == nil {
		a.All = all
		p.add(step, a)
	}
	return wrong
}

// answer reads MATCHER => MESSAGE.
func (p *parser) answer(f field) (a Answer, wrong *problem) {
	at := strings.LastIndex(f.text, arrow)
	if at < 0 {
		return a, problemf(f.offset, "an answer is MATCHER => MESSAGE")
	}
	if a.pattern, wrong = p.pattern(field{strings.TrimRight(f.text[:at], blanks), f.offset}); wrong != nil {
		return a, wrong
	}
	known, pending := p.captured, p.pending
	p.captured, p.pending = map[string]bool{}, nil
	for name, peer := range known {
		p.captured[name] = peer
	}
	for _, name := range a.pattern.groups {
		p.captured[name] = true
	}
	a.message, wrong = p.parseMessage(field{f.text[at+len(arrow):], f.offset + at + len(arrow)}.trimmed())
	p.captured, p.pending = known, pending
	return a, wrong
}

func (p *parser) parseEvery(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	every, wrong := p.every(rest)
	if wrong == nil {
		p.add(step, every)
	}
	return wrong
}

// every reads DURATION MESSAGE.
func (p *parser) every(f field) (e Every, wrong *problem) {
	interval, rest := f.cut()
	if e.Interval, wrong = p.duration(interval); wrong != nil {
		return e, wrong
	}
	e.message, wrong = p.parseMessage(rest)
	return e, wrong
}

func (p *parser) parseSplit(step Step, word, rest field) *problem {
	all, wrong := p.forAll(step, word)
	if wrong != nil {
		return wrong
	}
	w, wrong := p.message(rest)
	if wrong != nil {
		return wrong
	}
	if w.captured() {
		return problemf(rest.offset, "what parts messages must be known from the start")
	}
	_, separator, err := matcher.ParseMessage(w.notation(nil, matcher.MessageMark))
	switch {
	case err != nil:
		return p.syntaxProblem(err, rest, w)
	case len(separator) == 0:
		return problemf(rest.offset, "what parts messages can't be empty")
	}
	p.add(step, Split{all, string(separator)})
	return nil
}

// looked says that there is nothing to look at yet.
func (p *parser) looked(step Step, word field) *problem {
	if step.Name == "" && p.ran {
		return nil
	}
	c := p.connections[step.Name]
	if c == nil {
		var wrong *problem
		if c, wrong = p.connection(step, word); wrong != nil {
			return wrong
		}
	}
	if !c.looked {
		return problemf(word.offset, "there is no message to %s yet: >, < or << has one", word.text)
	}
	return nil
}

var byteRange = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`^hex[ \t]+([0-9]+)\.\.([0-9]+)$`)
})

func (p *parser) parseCapture(step Step, word, rest field) *problem {
	if wrong := p.looked(step, word); wrong != nil {
		return wrong
	}
	name, rest := rest.cut()
	if !isName(name.text) {
		return problemf(name.offset, "after capture goes the NAME for ${NAME}: letters, digits and _, no digit first")
	}
	a := Capture{Variable: name.text}
	var wrong *problem
	switch bounds := byteRange().FindStringSubmatch(rest.text); {
	case bounds != nil:
		a.From, a.To, wrong = bytesOf(bounds, rest)
	case strings.HasPrefix(rest.text, "/"):
		var pattern pattern
		pattern, wrong = p.pattern(rest)
		a.regex = &pattern
	default:
		a.filter, wrong = p.filter(rest)
	}
	if wrong != nil {
		return wrong
	}
	p.know(name.text, true)
	p.add(step, a)
	return nil
}

func bytesOf(bounds []string, rest field) (from, to int, wrong *problem) {
	from, err := strconv.Atoi(bounds[1])
	to, failed := strconv.Atoi(bounds[2])
	if err != nil || failed != nil || from >= to {
		return 0, 0, problemf(rest.offset, "hex A..B are the bytes from A, the first being 0, up to B, which isn't one of them")
	}
	return from, to, nil
}

func (p *parser) filter(rest field) (words, *problem) {
	filter, wrong := p.words(rest)
	if wrong != nil {
		return nil, wrong
	}
	if _, err := matcher.ParseFilter(filter.standIn(matcher.FillStrings)); err != nil {
		return nil, p.syntaxProblem(err, rest, filter)
	}
	return filter, nil
}

func (p *parser) parseTimeout(step Step, word, rest field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "timeout is for all connections: no @%s goes before it", step.Name)
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Timeout{limit})
	}
	return wrong
}

func (p *parser) parseQuiet(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Quiet{For: limit})
	}
	return wrong
}
