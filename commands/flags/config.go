package flags

import (
	"errors"
	"strings"

	"wspipe/commands/status"
)

// Config is the field of a flag whose value is a file of flags. The parser of the command line
// reads the file at once: later flags override it.
type Config struct{ field }

// Set implements Field.
func (c *Config) Set(string) error { return nil }

// IsConfig reports whether the flag's value is a file of flags.
func (f *Flag) IsConfig() bool {
	_, ok := f.Field.(*Config)
	return ok
}

// configFlag has no variable: every flag has its own.
func (g *Connection) configFlag() *Flag {
	return &Flag{Name: "config", Short: "K", Group: connection, Kind: File, NoVariable: true, Field: &g.Config,
		Usage: "read flags from `FILE`, as curl does: one per line, its value after a space, = or :, in quotes if it contains spaces"}
}

// ConfigLine is a flag in a file.
type ConfigLine struct {
	Number   int
	Name     string // with its dashes
	Value    string
	HasValue bool
}

// ReadConfig reads a file of flags.
func ReadConfig(file string) ([]ConfigLine, error) {
	if file == "-" {
		return nil, errors.New("stdin is not for flags here")
	}
	text, err := readText(file)
	if err != nil {
		return nil, err
	}
	var lines []ConfigLine
	for i, text := range strings.Split(text, "\n") {
		if text = strings.TrimSpace(text); text == "" || text[0] == '#' {
			continue
		}
		line := ConfigLine{Number: i + 1}
		if err := line.parse(text); err != nil {
			return nil, status.Usagef("%s, line %d: %w", file, line.Number, err)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// parse parses one line. A name without dashes is a long one, and only such a name may be followed
// by = or :.
func (l *ConfigLine) parse(text string) error {
	separators := " \t"
	if text[0] != '-' {
		separators, text = " \t=:", "--"+text
	}
	end := strings.IndexAny(text+" ", separators)
	l.Name, text = text[:end], strings.TrimLeft(text[end:], separators)
	var rest string
	if l.HasValue = text != "" && text[0] != '#'; !l.HasValue {
		return nil
	}
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		l.Value, rest, ok = unquoted(quoted)
		if !ok {
			return errors.New("the quotes are not closed")
		}
	} else {
		l.Value, rest, _ = strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
	}
	if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
		return errors.New("text follows the value; put a value with spaces in quotes")
	}
	return nil
}

// unquoted returns the text before the next double quote, and the rest. A backslash escapes the next
// character; \t, \n, \r and \v have their usual meaning.
func unquoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text):
			i++
			if c = text[i]; strings.IndexByte("tnrv", c) >= 0 {
				c = "\t\n\r\v"[strings.IndexByte("tnrv", c)]
			}
		}
		b.WriteByte(c)
	}
	return "", "", false
}
