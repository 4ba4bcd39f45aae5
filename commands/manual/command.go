// Package manual generates wspipe's documentation: the short and the long help of a command, the
// topics, and the man page, all from the same texts and the flags' own. It only returns text.
package manual

import "wspipe/commands/flags"

// Command is what the help knows about a command.
type Command struct {
	Name      string
	Summary   string // for the list of commands
	Arguments string // for the usage line
	Text      string // further description; may be empty
	// Takes and Values describe its arguments for completion, like a flag's Kind and Values.
	Takes    flags.Kind
	Values   []string
	Examples []Example
	Flags    []*flags.Flag
}

// Example is a shell command, and what it shows.
type Example struct{ Line, Shows string }

// Usage returns the command's usage line.
func (c Command) Usage() string {
	usage := "wspipe " + c.Name
	if len(c.Flags) > 0 {
		usage += " [flags]"
	}
	if c.Arguments != "" {
		usage += " " + c.Arguments
	}
	return usage
}
