package transcript

import "wspipe/commands/matcher"

// Set stores the result of a script on values.
type Set struct {
	Variable string
	filter   words
	given    Values
}

// Script parses the script that produces the value. An error is a *matcher.SyntaxError, of a line
// with values in it.
func (a Set) Script(v Values) (*matcher.Script, error) {
	return matcher.ParseScript(a.filter.expand(v, matcher.FillStrings))
}

// Value returns the value of $NAME in the script.
func (a Set) Value(v Values, name string) string {
	if value, ok := v[name]; ok {
		return value
	}
	return a.given[name]
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
	peer := p.ran
	defer func() { p.know(name.text, peer) }() // even if the line is wrong
	var wrong *problem
	if a.filter, wrong = p.words(rest); wrong != nil {
		return wrong
	}
	script, err := matcher.ParseScript(a.filter.standIn(matcher.FillStrings))
	if err != nil {
		return p.syntaxProblem(err, rest, a.filter)
	}
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
	p.add(step, a)
	return nil
}
