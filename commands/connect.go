package commands

import (
	"context"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func connectCommand() command {
	f := flags.ForConnect()
	return command{Command: manual.Command{
		Name: "connect", Summary: "both ways: stdin to the server, the server to stdout", Arguments: "URL",
		Takes: flags.Address, Values: urls(),
		Text: "At a terminal it is an interactive session with an input line (wspipe help session). Elsewhere each line of stdin is a message, " +
			"unless a format says otherwise (wspipe help formats), and after stdin ends, it stays until no message has come for a second (see --wait). " +
			"MATCHER is one of those in wspipe help matchers. " +
			"echo: as URL is an echo server inside the process.",
		Examples: []manual.Example{
			{Line: "seq 3 | wspipe connect echo:", Shows: "each line is a message"},
			{Line: "echo hi | wspipe connect --record hi.wst echo:", Shows: "record the conversation"},
			{Line: "wspipe connect --json echo: </dev/null", Shows: "every event, as JSON"},
		},
		Flags: f.All,
	}, report: &f.Report, accepted: flags.Accepted,
		run: running(f.Options, func(ctx context.Context, o session.Options, s stdio.Streams) error {
			if err := noMessages("connect", o); err != nil {
				return err
			}
			return session.Connect(ctx, o, s)
		}),
	}
}

func noMessages(name string, o session.Options) error {
	if len(o.Messages) == 0 {
		return nil
	}
	return status.Usagef("%s takes one URL and no messages (wspipe send does): %q", name, status.WithoutLogin(o.Messages[0]))
}
