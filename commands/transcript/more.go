package transcript

import (
	"strings"

	"wspipe/commands/matcher"
)

// nameless refuses a name before a line that is about no connection.
func nameless(step Step, word field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "%s is about no connection: no @%s goes before it", word.text, step.Name)
	}
	return nil
}

func (p *parser) parseSet(step Step, word, rest field) *problem {
	if wrong := nameless(step, word); wrong != nil {
		return wrong
	}
	name, rest := rest.cut()
	if !isName(name.text) {
		return problemf(name.offset, "after set goes the NAME for ${NAME}: letters, digits and _, no digit first")
	}
	a := Set{Variable: name.text, given: Values{}}
	var wrong *problem
	if a.filter, wrong = p.words(rest); wrong != nil {
		return wrong
	}
	script, err := matcher.ParseScript(a.filter.standIn(matcher.FillStrings))
	if err != nil {
		return p.syntaxProblem(err, rest, a.filter)
	}
	peer := p.ran
	for _, word := range a.filter {
		peer = peer || p.captured[word.name]
	}
	for _, asked := range script.Names() {
		value, wrong := p.value(asked, rest.offset)
		if wrong != nil {
			return problemf(rest.offset, "there is no $%s: -D %s=VALUE, the environment or a capture line before gives it", asked, asked)
		}
		a.given[asked] = value.text
		peer = peer || p.captured[asked]
	}
	p.know(name.text, peer)
	p.add(step, a)
	return nil
}

// parseRun takes the command as it is: a shell puts values in, out of its
// environment, so that none can be taken for a part of the command.
func (p *parser) parseRun(step Step, word, rest field) *problem {
	if wrong := nameless(step, word); wrong != nil {
		return wrong
	}
	switch {
	case rest.text == "":
		return problemf(rest.offset, "after run goes the COMMAND for a shell")
	case !p.o.AllowRun && !p.o.Lenient:
		return problemf(word.offset, "run is only carried out with --allow-run")
	}
	p.ran = true
	p.add(step, Run{rest.text})
	return nil
}

func (p *parser) parsePrint(step Step, word, rest field) *problem {
	if wrong := p.looked(step, word); wrong != nil {
		return wrong
	}
	var a Print
	if rest.text != "" {
		var wrong *problem
		if a.filter, wrong = p.filter(rest); wrong != nil {
			return wrong
		}
	}
	p.add(step, a)
	return nil
}

func (p *parser) parseSave(step Step, word, rest field) *problem {
	if wrong := p.looked(step, word); wrong != nil {
		return wrong
	}
	name, rest := rest.cut()
	var a Save
	var wrong *problem
	if a.file, wrong = p.path(name, false); wrong != nil {
		return wrong
	}
	if text := a.file.standIn(matcher.AsItIs); !p.o.AllowRun {
		if err := Confined(text); err != nil {
			return problemf(name.offset, "%v", err)
		}
	}
	if filter, ok := strings.CutPrefix(rest.text, "base64:"); ok {
		a.Base64 = true
		rest = field{filter, rest.offset + len("base64:")}.trimmed()
	}
	if rest.text != "" || a.Base64 {
		if a.filter, wrong = p.filter(rest); wrong != nil {
			return wrong
		}
	}
	p.add(step, a)
	return nil
}

func (p *parser) parseSleep(step Step, word, rest field) *problem {
	if wrong := nameless(step, word); wrong != nil {
		return wrong
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Sleep{For: limit})
	}
	return wrong
}

// maxPing is what a control frame holds (RFC 6455, section 5.5).
const maxPing = 125

func (p *parser) parsePing(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	text, wrong := p.words(rest)
	switch {
	case wrong != nil:
		return wrong
	case !text.captured() && len(text.expand(nil, matcher.AsItIs)) > maxPing:
		return problemf(rest.offset, "a ping has at most %d bytes", maxPing)
	}
	p.add(step, Ping{text})
	return nil
}

func (p *parser) parseDrop(step Step, word, rest field) *problem {
	c, wrong := p.connection(step, word)
	if wrong != nil {
		return wrong
	}
	if rest.text != "" {
		return problemf(rest.offset, "nothing goes after drop")
	}
	c.open = false
	p.add(step, Drop{})
	return nil
}

func (p *parser) parseNopong(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	if rest.text != "" {
		return problemf(rest.offset, "nothing goes after nopong")
	}
	if open, ok := p.beneath.Action.(Open); ok && p.beneath.Name == step.Name {
		open.handshake.nopong = true
	}
	p.add(step, Nopong{})
	return nil
}
