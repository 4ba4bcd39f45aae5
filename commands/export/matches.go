package export

import (
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// matches translates a matcher to a JavaScript function that returns what is wrong. With keep, the
// values of its groups are available from here on.
func (w *writer) matches(a transcript.Action, keep bool) (string, error) {
	return w.matcher(transcript.Matching(a, w.values), keep)
}

func (w *writer) matcher(text string, keep bool) (string, error) {
	kind := matcher.Mark(text)
	rest := strings.TrimLeft(strings.TrimPrefix(text, kind), " \t")
	switch kind {
	case "", `"`, "base64:":
		return w.literal(text)
	case "/":
		return w.finding(text, keep)
	case "json:":
		value, err := w.expression(withAnything(rest))
		return "containing(" + value + ")", err
	case "jq:":
		filter, err := w.filter(rest)
		return "filtered(" + filter + ")", err
	case "hex:":
		if _, err := matcher.Parse(text); err != nil {
			return "", cannotf("a value in bytes")
		}
		return "hexed(" + quoted(hexExpression(rest)) + ")", nil
	}
	return "", cannotf("%s", kind)
}

func (w *writer) literal(text string) (string, error) {
	t, payload, err := matcher.ParseMessage(text)
	if err == nil && t == codec.Binary {
		return "hexed(" + quoted(hex.EncodeToString(payload)) + ")", nil
	}
	message, err := w.message(t, payload, err)
	return "exactly(" + message + ")", err
}

func (w *writer) finding(text string, keep bool) (string, error) {
	source, names, err := w.regex(text)
	if err != nil {
		return "", err
	}
	list, _ := json.Marshal(names) // strings
	kept := ""
	if keep {
		kept = ", c.values"
		for _, name := range names {
			if name != "" {
				w.know(name)
			}
		}
	}
	return "finding(" + source + ", " + string(list) + kept + ")", nil
}

// regex returns the source of /RE/ or /RE/i, and the names of its groups.
func (w *writer) regex(text string) (string, []string, error) {
	last := strings.LastIndexByte(text, '/')
	source, names, err := expressionOf(text[1:last], text[last+1:] == "i")
	if err != nil {
		return "", nil, err
	}
	written, err := w.expression(source)
	return written, names, err
}

func groupsOf(text string) []string {
	m, err := matcher.Parse(text)
	if err != nil {
		return nil
	}
	return matcher.GroupNames(m)
}

// withAnything replaces each bare * with a string that doesn't occur in JSON.
func withAnything(text string) string {
	var b strings.Builder
	inside := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && inside && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
			continue
		case c == '"':
			inside = !inside
		case c == '*' && !inside:
			b.WriteString("\"\ue003\"")
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// hexExpression returns a regular expression for the digits: ?? is any byte, .. any number of
// bytes.
func hexExpression(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), ""))
	return strings.ReplaceAll(strings.ReplaceAll(text, "..", "(..)*"), "??", "..")
}

func binary(payload []byte) string { return "bytes(" + quoted(hex.EncodeToString(payload)) + ")" }

func number(n int) string { return strconv.Itoa(n) }
