package commands

import (
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func connectCommand(s stdio.Streams) *cli.Command {
	return command("connect", "both ways: stdin to the server, the server to stdout", "URL",
		"After the end of stdin it stays until nothing has come for a second (see --wait).\n"+
			"echo: as URL is an echo server inside the process.",
		slices.Concat(flags.SharedFlags("after the end of stdin, stay until no message has come for `DURATION` (default: 1s, at a terminal 0, or -1 where something is expected); 0 closes at once, -1 waits for the server"),
			[]cli.Flag{flags.ReconnectFlag(), flags.RecordFlag()}, flags.TerminalFlags()),
		func(c *cli.Context) error {
			o, err := flags.ReadOptions(c, s)
			if err != nil {
				return err
			}
			if len(o.Messages) > 0 {
				return status.Usagef("connect takes one URL and no messages (wspipe send does): %q", status.WithoutLogin(o.Messages[0]))
			}
			return session.Connect(c.Context, o, s)
		})
}
