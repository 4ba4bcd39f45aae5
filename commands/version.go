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
		Name: "version", Summary: "print the version",
		Text: "It prints a name and a value per line: the release, the commit and its date, and the Go version that built it.",
		Examples: []manual.Example{
			{Line: "wspipe version", Shows: "the same as -V"},
			{Line: "wspipe version --licenses", Shows: "of all its parts"},
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
