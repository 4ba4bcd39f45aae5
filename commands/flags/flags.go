// Package flags is what can be said on the command line: groups of flags,
// which are structs whose fields the flags are bound to, and how those become
// the options that session, server, suite and keys define. It opens no
// connection and runs nothing; what is wrong with a flag is a usage error that
// names it. Nobody reads a flag by its name: who wants to know asks the field.
package flags

import "slices"

// Group is a heading of the help.
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

// Groups are the headings in the order of the help.
func Groups() []Group {
	return []Group{connection, format, flow, pace, programs, output, times, expectation, network, security, transcripts, report}
}

// Flag is all there is to know of one: to read it from the command line and
// the environment, to tell of it, and to complete its value.
type Flag struct {
	Name, Short string // Short may be empty
	Group       Group
	Kind        Kind     // of its value
	Values      []string // the values there are, or usual ones, as Kind says
	// Usage is what it does, its value being in backticks where there is one.
	Usage   string
	Default string // what holds where it isn't given, where Usage doesn't say it
	Brief   string // the same in a few words, for the short help; empty: it isn't there
	// OneOf is the choice that it belongs to: only one of those flags can hold,
	// and one on the command line replaces others of the environment.
	OneOf Choice
	// NoVariable is for what the environment must not decide.
	NoVariable bool
	Shown      string // what messages call it; empty: --NAME
	// Aliases are other names, long or of one letter, with no variable of their own.
	Aliases []Alias
	// NotJoined are letters that aren't a value where nothing else is joined to
	// Short, as S in -sS, and Instead is what to say of them.
	NotJoined, Instead string
	Field              Field
}

// Alias is another name of a flag. With a Value it means the flag with this
// one, and takes none.
type Alias struct{ Name, Value string }

// Kind is what a flag's value is.
type Kind int

// The kinds. Of a Word nothing is known; Values are all that an Enum can be,
// and the patterns of a File's names.
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

// Choice is the name of flags of which only one can hold.
type Choice string

const formats Choice = "format"

// Variable is the environment's name of the flag, empty where it has none.
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

// TakesValue tells --flag VALUE from --flag and --flag=VALUE.
func (f *Flag) TakesValue() bool { return f.Field.takes() == always }

// IsAlone tells a flag that never has a value.
func (f *Flag) IsAlone() bool { return f.Field.takes() == never }

// IsRepeatable means that each time it is given counts.
func (f *Flag) IsRepeatable() bool {
	_, ok := f.Field.(*List)
	return ok
}

// IsCounted means that -vv is more than -v.
func (f *Flag) IsCounted() bool {
	_, ok := f.Field.(*Counter)
	return ok
}

// Is tells whether the flag has that name, long or of one letter, and what it
// means by an alias's.
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

func (f *Flag) shown() string {
	if f.Shown != "" {
		return f.Shown
	}
	return "--" + f.Name
}

// bind makes one list of the groups' flags, and tells each field its flag's name.
func bind(groups ...[]Flag) []Flag {
	all := slices.Concat(groups...)
	for i := range all {
		all[i].Field.named(all[i].Name)
	}
	return all
}
