package transcript

import "wspipe/commands/matcher"

// lineKind reads what follows the word that a line begins with.
type lineKind func(p *parser, step Step, word, rest field) *problem

// kindOfLine is nil for a word that begins no line.
func kindOfLine(word string) lineKind {
	switch word {
	case "url":
		return (*parser).parseURL
	case ">":
		return (*parser).parseSend
	case "<", "<<":
		return (*parser).parseExpect
	case "ignore":
		return (*parser).parseIgnore
	case "capture":
		return (*parser).parseCapture
	case "timeout":
		return (*parser).parseTimeout
	case "quiet":
		return (*parser).parseQuiet
	case "close":
		return (*parser).parseClose
	case "closed":
		return (*parser).parseClosed
	}
	return nil
}

func (p *parser) add(step Step, action Action) {
	step.Action = action
	p.steps = append(p.steps, step)
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

func (p *parser) parseIgnore(step Step, word, rest field) *problem {
	if step.Name != "" && p.connections[step.Name] == nil {
		return p.unopened(step, word)
	}
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
	if _, err := matcher.ParseFilter(filter.standIn(matcher.FillStrings)); err != nil {
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
	if _, found := p.talking(step, word); found != nil {
		return found
	}
	limit, found := p.duration(rest)
	if found == nil {
		p.add(step, Quiet{For: limit})
	}
	return found
}
