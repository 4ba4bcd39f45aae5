package commands

import (
	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/stdio"
	"wspipe/commands/suite"
)

func checkCommand(s stdio.Streams) *cli.Command {
	return command("check", "run recorded conversations as tests", "[URL] FILE…",
		"Each FILE is a transcript: a line a step, - for stdin. A folder stands for its *.wst.\n"+
			"URL replaces those in the files.\n"+
			"What went well takes a line on stderr, and what didn't a few; reports are for CI systems.\n"+
			"--timeout is for each file, --retry-for for each server. -v shows the conversations that pass, too.",
		flags.CheckFlags(),
		func(c *cli.Context) error {
			o, err := flags.ReadCheckOptions(c, s)
			if err != nil {
				return err
			}
			return suite.Run(c.Context, o, s)
		})
}
