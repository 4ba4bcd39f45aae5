package transcript

import "wspipe/commands/matcher"

// looked reports a problem if there is no message or event yet for the line to use.
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
	if above := p.above; !c.looked && above > 0 && above == len(p.steps) && p.steps[above-1].Name != step.Name {
		return otherName(p.steps[above-1].Name, step, word)
	}
	if !c.looked {
		return problemf(word.offset, "there is no message to %s yet: >, < or << has one", word.text)
	}
	return nil
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
