package commands

import (
	"context"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/stdio"
)

// command is one of the table: what the help knows of it, and how it runs.
type command struct {
	manual.Command
	report *flags.Report // says whether errors are to be told; nil: they are
	run    func(ctx context.Context, args []string, s stdio.Streams) error
}

// table is all commands, in the order of the help, each made when it is asked for: to make
// them all takes a part of the time that a short run has.
func table() []row {
	return []row{
		{"connect", connectCommand}, {"send", sendCommand}, {"listen", listenCommand},
		{"serve", serveCommand}, {"check", checkCommand},
	}
}

type row struct {
	name string
	make func() command
}

// find is the command of that name.
func find(name string) (command, bool) {
	for _, row := range table() {
		if row.name == name {
			return row.make(), true
		}
	}
	return command{}, false
}

// names are those of all commands, with a separator before the last one.
func names(separator, last string) string {
	list := ""
	rows := table()
	for i, row := range rows {
		switch {
		case i == 0:
		case i == len(rows)-1:
			list += last
		default:
			list += separator
		}
		list += row.name
	}
	return list
}
