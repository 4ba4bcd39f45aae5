// Package manual is what wspipe says of itself: the short and the long help of
// a command, the topics, and the man page, all made from the same texts and the
// flags' own. It writes nothing itself, and does nothing that it tells of.
package manual

import "wspipe/commands/flags"

// Command is what the help knows of one.
type Command struct {
	Name      string
	Summary   string // in the list of commands
	Arguments string // as the usage has them
	Text      string // what else there is to say; may be empty
	// Takes is what its arguments are, for completion, and Values are as those of a flag.
	Takes    flags.Kind
	Values   []string
	Examples []Example
	Flags    []flags.Flag
}

// Example is a line for a shell, and what it shows.
type Example struct{ Line, Shows string }

// Usage is the command's first line.
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
