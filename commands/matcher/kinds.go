package matcher

import (
	"regexp"
	"strings"
)

// kind is a kind of matcher other than TEXT. A new one needs a file and a row in kinds.
type kind struct {
	mark string // its prefix
	// inside means that the mark is part of what is parsed, rather than a word before it.
	inside bool
	parse  parser
	// fill puts a value into a matcher of this kind.
	fill Filling
	// message means that this kind may also say what to send.
	message bool
}

// parser parses what follows the mark of its kind.
type parser func(text string, read ReadFile) (Matcher, *problem)

// problem is a mistake in a text, with its offset in bytes.
type problem struct {
	offset int
	text   string
}

func kinds() []kind {
	return []kind{
		{mark: "/", inside: true, parse: parseRegex, fill: literally},
		{mark: `"`, inside: true, parse: parseQuoted, fill: FillStrings, message: true},
		{mark: "json:", parse: parseJSON, fill: FillStrings},
		{mark: "jq:", parse: parseJQ, fill: FillStrings},
		{mark: "schema:", parse: parseSchema, fill: AsItIs},
		{mark: "hex:", parse: parseHex, fill: AsItIs, message: true},
		{mark: "base64:", parse: parseBase64, fill: AsItIs, message: true},
	}
}

// Marks returns the prefixes of all kinds other than TEXT.
func Marks() []string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.mark)
	}
	return all
}

// Words returns the marks that are words, each with the blank that people write after it.
func Words() []string {
	var all []string
	for _, k := range kinds() {
		if !k.inside {
			all = append(all, k.mark+" ")
		}
	}
	return all
}

// kindOf returns the kind of text; nil for TEXT.
func kindOf(text string) *kind {
	for _, k := range kinds() {
		if strings.HasPrefix(text, k.mark) {
			return &k
		}
	}
	return nil
}

// begin returns where the part of text begins that parse takes.
func (k *kind) begin(text string) int {
	if k.inside {
		return 0
	}
	return len(text) - len(strings.TrimLeft(text[len(k.mark):], " \t"))
}

// Mark returns the prefix of text that isn't TEXT, such as / or json:, and "" for TEXT.
func Mark(text string) string {
	if k := kindOf(text); k != nil {
		return k.mark
	}
	return ""
}

// MessageMark is Mark for text that says what to send: kinds that only match count as TEXT.
func MessageMark(text string) string {
	if k := kindOf(text); k != nil && k.message {
		return k.mark
	}
	return ""
}

// Filling escapes a value for its place in a matcher. written is the text before that place,
// without the values in it.
type Filling func(written, value string) string

// FillingOf returns the Filling for matchers with this mark; nil for TEXT.
func FillingOf(mark string) Filling {
	if k := kindOf(mark); k != nil {
		return k.fill
	}
	return nil
}

// AsItIs inserts a value unchanged.
func AsItIs(_, value string) string { return value }

func literally(_, value string) string { return regexp.QuoteMeta(value) }

// FillStrings escapes a value inside a string of JSON or jq.
func FillStrings(written, value string) string {
	if !quoteOpen(written) {
		return value
	}
	return strings.TrimSuffix(strings.TrimPrefix(JSON(value), `"`), `"`)
}

// quoteOpen reports whether text ends inside a string.
func quoteOpen(text string) bool {
	open := false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			open = !open
		case '\\':
			i++
		}
	}
	return open
}
