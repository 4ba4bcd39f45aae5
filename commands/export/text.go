package export

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"wspipe/commands/transcript"
)

// A value that only the run brings is put in as a mark, of characters for
// private use. What stands between its name and its end shows how it was made
// fit for its place: in JSON there is a backslash before the quotation mark, in
// a regular expression one before the dot, in a URL both are encoded.
const (
	begin = "\ue000"
	name  = "\ue002"
	end   = "\ue001"
	probe = `".`
)

var mark = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`(?:\x{e000}|%EE%80%80)([A-Za-z0-9_]+)(?:\x{e002}|%EE%80%82)(\\?"\\?\.|%22\.)(?:\x{e001}|%EE%80%81)`)
})

func marked(variable string) string { return begin + variable + name + probe + end }

// filling is what makes a value fit in the script, by what became of the probe.
func filling(probed string) string {
	switch probed {
	case `\".`:
		return "inJSON"
	case `"\.`:
		return "inRegExp"
	case "%22.":
		return "encodeURIComponent"
	}
	return ""
}

// expression is text in the script, its marks being values there.
func (w *writer) expression(text string) (string, error) {
	var parts []string
	rest := text
	for _, found := range mark().FindAllStringSubmatchIndex(text, -1) {
		if found[0] > len(text)-len(rest) {
			parts = append(parts, quoted(text[len(text)-len(rest):found[0]]))
		}
		parts = append(parts, filling(text[found[4]:found[5]])+"("+w.value(text[found[2]:found[3]])+")")
		rest = text[found[1]:]
	}
	if rest != "" || len(parts) == 0 {
		parts = append(parts, quoted(rest))
	}
	joined := strings.Join(parts, " + ")
	if strings.ContainsAny(mark().ReplaceAllString(text, ""), begin+name+end) {
		return "", cannotf("a value in this place")
	}
	return joined, nil
}

// value is what a name stands for: what the message that is answered has of it
// goes before.
func (w *writer) value(variable string) string {
	asked := "c.value(" + quoted(variable)
	if otherwise := w.defaults[variable]; otherwise != "" {
		asked += ", " + quoted(otherwise)
	}
	asked += ")"
	if w.groups[variable] {
		return "groups." + variable
	}
	return asked
}

// quoted is a string of JavaScript. JSON is that, since ECMAScript 2019.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string
	return strings.TrimSuffix(b.String(), "\n")
}

// know has a name stand for what the run brings from this line on.
func (w *writer) know(name string) {
	w.values[name] = marked(name)
	if w.known[name] == 0 {
		w.known[name] = w.line
	}
}

// collect marks the values that the run brings, each of which has one default.
func (w *writer) collect(t *transcript.Transcript) {
	w.values, w.defaults = transcript.Values{}, map[string]string{}
	w.known, w.asked = map[string]int{}, map[string]int{}
	for _, asked := range t.Asked {
		w.values[asked.Name] = marked(asked.Name)
		if w.asked[asked.Name] == 0 {
			w.asked[asked.Name] = asked.Line
		}
		if other, ok := w.defaults[asked.Name]; ok && other != asked.Default {
			w.complain(asked.Line, "${"+asked.Name+"} has another default than before")
		}
		w.defaults[asked.Name] = asked.Default
	}
}
