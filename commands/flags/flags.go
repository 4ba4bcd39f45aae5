// Package flags defines the command-line flags: groups of flags, which are structs whose fields the
// flags are bound to, and their conversion to the options of session, server, suite and keys. It
// opens no connections and runs nothing; an invalid flag is a usage error that names it. No code
// reads a flag by its name, only through its field.
package flags

import "slices"

// Group is a heading in the help.
type Group string

const (
	connection  Group = "connection"
	format      Group = "format"
	flow        Group = "flow"
	pace        Group = "pace"
	programs    Group = "program"
	output      Group = "output"
	times       Group = "time"
	expectation Group = "expectation"
	network     Group = "network"
	security    Group = "TLS"
	transcripts Group = "transcript"
	report      Group = "report"
)

// Groups returns the headings in the order of the help.
func Groups() []Group {
	return []Group{connection, format, flow, pace, programs, output, times, expectation, network, security, transcripts, report}
}

// Flag describes a flag: how to read it from the command line and the environment, document it, and
// complete its value.
type Flag struct {
	Name, Short string // Short may be empty
	Group       Group
	Kind        Kind     // of the value
	Values      []string // all or usual values, depending on Kind
	// Usage says what the flag does, with a placeholder for its value, if any, in backticks.
	Usage   string
	Default string // if not given, unless Usage says so
	Brief   string // a shorter Usage for the short help; empty: not in it
	// Placeholder stands for the value; empty: what Usage has in backticks.
	Placeholder string
	// OneOf is the choice that the flag belongs to: its flags exclude one another, and one on the
	// command line overrides others from the environment.
	OneOf Choice
	// Of is the flag without which this one would do nothing; Meant says what else may have been meant.
	Of, Meant string
	// NoVariable is for flags that must not come from the environment.
	NoVariable bool
	Shown      string // the name in messages; empty: --NAME
	// Aliases are other names, long or of one letter, without variables.
	Aliases []Alias
	// NotJoined are letters that aren't accepted as the whole value joined to Short, such as the S
	// of -sS. Instead is what to say about them.
	NotJoined, Instead string
	Field              Field
}

// Alias is another name of a flag. If Value is set, the alias stands for the flag with that value,
// and takes none itself.
type Alias struct{ Name, Value string }

// Kind is the kind of a flag's value.
type Kind int

// The kinds. A Word may be anything; Values are all the values of an Enum, and the patterns for the
// names of a File.
const (
	Word Kind = iota
	Enum
	File
	Folder
	Length // a duration
	Size
	Count
	Address // a URL
	Header
	Matcher
	Code // a close code
	Command
)

// Choice names a set of flags that exclude one another.
type Choice string

const formats Choice = "format"

// Variable returns the name of the flag's environment variable; empty if it has none.
func (f *Flag) Variable() string {
	if f.NoVariable {
		return ""
	}
	return "WSPIPE_" + variableName(f.Name)
}

func variableName(name string) string {
	letters := []byte(name)
	for i, c := range letters {
		switch {
		case c == '-':
			letters[i] = '_'
		case 'a' <= c && c <= 'z':
			letters[i] = c - 'a' + 'A'
		}
	}
	return string(letters)
}

// TakesValue reports whether the flag is --flag VALUE, rather than --flag or --flag=VALUE.
func (f *Flag) TakesValue() bool { return f.Field.takes() == always }

// IsAlone reports whether the flag never has a value.
func (f *Flag) IsAlone() bool { return f.Field.takes() == never }

// IsRepeatable reports whether all occurrences count.
func (f *Flag) IsRepeatable() bool {
	_, ok := f.Field.(*List)
	return ok
}

// IsCounted reports whether -vv means more than -v.
func (f *Flag) IsCounted() bool {
	_, ok := f.Field.(*Counter)
	return ok
}

// Is reports whether the flag has that name, long or of one letter, and the value that an alias
// implies.
func (f *Flag) Is(name string) (is bool, value string) {
	if name == f.Name || name == f.Short {
		return name != "", ""
	}
	for _, alias := range f.Aliases {
		if name == alias.Name {
			return true, alias.Value
		}
	}
	return false, ""
}

func named(names ...string) []Alias {
	var all []Alias
	for _, name := range names {
		all = append(all, Alias{Name: name})
	}
	return all
}

// leaveOut leaves the fields' flags out of the short help.
func leaveOut(all []*Flag, fields ...Field) {
	for _, flag := range all {
		if slices.Contains(fields, flag.Field) {
			flag.Brief = ""
		}
	}
}

func (f *Flag) shown() string {
	if f.Shown != "" {
		return f.Shown
	}
	return "--" + f.Name
}

// bind returns one list of the groups' flags, and sets the name of each field's flag.
func bind(groups ...[]*Flag) []*Flag {
	all := slices.Concat(groups...)
	for _, flag := range all {
		flag.Field.named(flag.Name)
	}
	return all
}
