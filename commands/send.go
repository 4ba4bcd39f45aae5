package commands

import (
	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/session"
	"wspipe/commands/stdio"
)

func sendCommand(s stdio.Streams) *cli.Command {
	return command("send", "send messages, print the replies asked for, close, exit", "URL [MESSAGE…]",
		"Without MESSAGE they come from stdin. Status 0 means that all was sent and that\n"+
			"the server answered our close. echo: as URL is an echo server inside the process.",
		flags.SharedFlags("stay until no message has come for `DURATION`; -1 waits for the server (default: 0, or -1 where something is expected)"),
		func(c *cli.Context) error {
			o, err := flags.ReadOptions(c, s)
			if err != nil {
				return err
			}
			return session.Send(c.Context, o, s)
		})
}
