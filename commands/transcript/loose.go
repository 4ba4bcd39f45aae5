package transcript

// wrongAbove replaces the number of steps if the line above doesn't parse, so that the lines
// beneath it aren't blamed.
const wrongAbove = -1

// parseLoose parses <? and >? lines, which change the step above.
func (p *parser) parseLoose(step Step, word, rest field) *problem {
	mark := word.text[:1]
	if p.above == wrongAbove {
		_, wrong := p.pattern(rest)
		return wrong
	}
	if p.above == 0 || p.above != len(p.steps) {
		return problemf(word.offset, "%s stands directly beneath the %s line that it is about", word.text, mark)
	}
	if above := p.steps[p.above-1]; above.Name != step.Name {
		return otherName(above.Name, step, word)
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
