package transcript

import (
	"strings"

	"wspipe/commands/matcher"
)

// Print shows the last message or event, or the result of a filter on it.
type Print struct{ filter words }

// Filter returns the filter in jq's language, or "" for the whole message.
func (a Print) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// Save writes to a file what Print would show.
type Save struct {
	Base64 bool // decode it first
	file   words
	filter words
}

// Filter returns the filter in jq's language, or "" for the whole message.
func (a Save) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// File returns the name of the file to write.
func (a Save) File(v Values) string { return a.file.expand(v, matcher.AsItIs) }

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
