package commands

import (
	"context"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/stdio"
)

// command is an entry of the table: what the help knows about it, and how it runs.
type command struct {
	manual.Command
	report   *flags.Report        // says whether to report errors; nil: yes
	accepted func() []*flags.Flag // without effect; nil: none
	run      action
}

type action func(ctx context.Context, args []string, s stdio.Streams) error

// running returns an action that gets the options from flags and arguments, and runs room with
// them.
func running[O any](options func(context.Context, []string, stdio.Streams) (O, error), room func(context.Context, O, stdio.Streams) error) action {
	return func(ctx context.Context, args []string, s stdio.Streams) error {
		o, err := options(ctx, args, s)
		if err != nil {
			return err
		}
		return room(ctx, o, s)
	}
}

// table lists all commands in the order of the help. Each is built only when needed: building them
// all takes a noticeable part of a short run.
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

// about reports whether the command is about wspipe itself.
func (r row) about() bool { return r.name == "help" || r.name == "version" || r.name == "completion" }

// find returns the command with that name.
func find(name string) (command, bool) {
	for _, row := range table() {
		if row.name == name {
			return row.make(), true
		}
	}
	return command{}, false
}

// names lists the commands that do something, with last before the final one.
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

// manuals returns all commands as the help knows them.
func manuals() []manual.Command {
	var all []manual.Command
	for _, row := range table() {
		all = append(all, row.make().Command)
	}
	return all
}

// urls returns the prefixes of URLs that can be connected to.
func urls() []string { return []string{"ws://", "wss://", "ws+unix:/", "echo:"} }
