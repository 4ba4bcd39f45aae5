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
		Name: "import", Summary: "make transcripts from a browser's recording", Arguments: "FILE.har",
		Takes: flags.File, Values: []string{"*.har"},
		Text: "FILE is a HAR with WebSocket messages, as exported by Chrome's developer tools, " +
			"Playwright and mitmproxy; - is stdin. The output is a transcript like that of --record. " +
			"Logins are left out; give them with -D. Connections that were never open are left out, too, which stderr says.",
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
