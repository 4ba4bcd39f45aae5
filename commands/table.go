package commands

import (
	"context"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/stdio"
)

// command is one of the table: what the help knows of it, and how it runs.
type command struct {
	manual.Command
	report   *flags.Report // says whether errors are to be told; nil: they are
	accepted []flags.Flag  // that change nothing
	run      action
}

type action func(ctx context.Context, args []string, s stdio.Streams) error

// running has a room do what the flags and the arguments come to.
func running[O any](options func(context.Context, []string, stdio.Streams) (O, error), room func(context.Context, O, stdio.Streams) error) action {
	return func(ctx context.Context, args []string, s stdio.Streams) error {
		o, err := options(ctx, args, s)
		if err != nil {
			return err
		}
		return room(ctx, o, s)
	}
}

// table is all commands, in the order of the help, each made when it is asked for: to make
// them all takes a part of the time that a short run has.
func table() []row {
	return []row{
		{"connect", connectCommand}, {"send", sendCommand}, {"listen", listenCommand},
		{"serve", serveCommand}, {"check", checkCommand}, {"ping", pingCommand}, {"import", importCommand}, {"export", exportCommand},
		{"completion", completionCommand}, {"help", helpCommand}, {"version", versionCommand},
	}
}

type row struct {
	name string
	make func() command
}

// about tells the commands that are about wspipe itself.
func (r row) about() bool { return r.name == "help" || r.name == "version" || r.name == "completion" }

// find is the command of that name.
func find(name string) (command, bool) {
	for _, row := range table() {
		if row.name == name {
			return row.make(), true
		}
	}
	return command{}, false
}

// names are those of the commands that do something, with a separator before the last one.
func names(separator, last string) string {
	var all []string
	for _, row := range table() {
		if !row.about() {
			all = append(all, row.name)
		}
	}
	return strings.Join(all[:len(all)-1], separator) + last + all[len(all)-1]
}

func commandNames() []string {
	var all []string
	for _, row := range table() {
		all = append(all, row.name)
	}
	return all
}

// manuals are all commands as the help knows them.
func manuals() []manual.Command {
	var all []manual.Command
	for _, row := range table() {
		all = append(all, row.make().Command)
	}
	return all
}

// urls are how those begin that can be connected to.
func urls() []string { return []string{"ws://", "wss://", "ws+unix:/", "echo:"} }
