package commands

import (
	"context"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/version"
)

func versionCommand() command {
	f := flags.ForVersion()
	return command{Command: manual.Command{
		Name: "version", Summary: "which version this is",
		Text: "What it prints is a name and a value in each line: the release, the commit and its date, and the Go that built it.",
		Examples: []manual.Example{
			{Line: "wspipe version", Shows: "-V, too"},
			{Line: "wspipe version --licenses", Shows: "of all that is in it"},
		},
		Flags: f.All,
	}, run: func(_ context.Context, args []string, s stdio.Streams) error {
		switch {
		case len(args) > 0:
			return status.Usagef("version takes no argument, not %q", status.WithoutLogin(args[0]))
		case f.Licenses.On:
			return page(s, version.Licenses())
		}
		return say(s, version.Details())
	}}
}
