package commands

import (
	"context"

	"wspipe/commands/flags"
	"wspipe/commands/har"
	"wspipe/commands/manual"
	"wspipe/commands/stdio"
)

func importCommand() command {
	f := flags.ForImport()
	return command{Command: manual.Command{
		Name: "import", Summary: "make conversations of what a browser recorded", Arguments: "FILE.har",
		Takes: flags.File, Values: []string{"*.har"},
		Text: "FILE is a HAR with the messages of WebSockets in it, as Chrome's developer tools export it, and " +
			"Playwright and mitmproxy write it; - for stdin. What comes out is a transcript, as of --record. " +
			"Logins are left out: -D gives them.",
		Examples: []manual.Example{
			{Line: "wspipe import chat.har >chat.wst", Shows: "the only WebSocket in it"},
			{Line: "wspipe import -d . chat.har", Shows: "a file for each"},
		},
		Flags: f.All,
	}, report: &f.Report,
		run: func(_ context.Context, args []string, s stdio.Streams) error {
			o, err := f.Options(args)
			if err != nil {
				return err
			}
			return har.Run(o, s)
		},
	}
}
