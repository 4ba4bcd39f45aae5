package export

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"wspipe/commands/transcript"
)

// A value that is known only during the run is represented by a mark of private-use characters. The
// probe between its name and its end shows how the value has to be escaped there: JSON puts a
// backslash before the quotation mark, a regular expression puts one before the dot, and a URL
// encodes both.
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

// filling returns the script's function that escapes a value, given what became of the probe.
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

// expression returns text as an expression in the script, with its marks replaced by values.
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

// value returns the expression for a variable. A group of the message being answered takes
// precedence.
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

// quoted returns a JavaScript string. Since ECMAScript 2019, any JSON string is one.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // strings don't fail
	return strings.TrimSuffix(b.String(), "\n")
}

// know marks a variable as set by the run from this line on.
func (w *writer) know(name string) {
	w.values[name] = marked(name)
	if w.known[name] == 0 {
		w.known[name] = w.line
	}
}

// collect marks the values that are known only during the run. Each may have only one default.
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
