package commands

import (
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func listenCommand(s stdio.Streams) *cli.Command {
	return command("listen", "print what the server sends; never reads stdin", "URL", "",
		append(flags.SharedFlags("end when no message has come for `DURATION` (default: -1, never)"), flags.ReconnectFlag()),
		func(c *cli.Context) error {
			o, err := flags.ReadOptions(c, s)
			if err != nil {
				return err
			}
			if len(o.Messages) > 0 {
				return status.Usagef("listen takes one URL and no messages (wspipe send does): %q", status.WithoutLogin(o.Messages[0]))
			}
			if o.Url != "" && strings.Trim(o.Url, "0123456789") == "" {
				return status.Usagef("listen connects to a URL, such as ws://127.0.0.1:%s; opening a port is for serve", o.Url)
			}
			return session.Listen(c.Context, o, s)
		})
}
