package commands

import (
	"context"

	"wspipe/commands/export"
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/stdio"
)

func exportCommand() command {
	f := flags.ForExport()
	return command{Command: manual.Command{
		Name: "export", Summary: "make a k6 load test from transcripts", Arguments: "k6 FILE…",
		Takes: flags.File, Values: []string{"*.wst"},
		Text: "Each FILE is a transcript; - is stdin. A folder means its *.wst. The script is written to stdout. " +
			"Each expectation becomes a check named after its file and line, each wait a metric. " +
			"A ${NAME} without -D must be given when it runs: k6 run -e NAME=VALUE.",
		Examples: []manual.Example{
			{Line: "wspipe export k6 chat.wst >chat.js", Shows: "then: k6 run --vus 5 chat.js"},
			{Line: "wspipe export k6 -D ROOM=a . >all.js", Shows: "all *.wst here"},
		},
		Flags: f.All,
	}, report: &f.Report,
		run: func(_ context.Context, args []string, s stdio.Streams) error {
			o, err := f.Options(args)
			if err != nil {
				return err
			}
			return export.K6(o, s)
		},
	}
}
