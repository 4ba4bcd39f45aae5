package commands

import (
	"strings"

	"github.com/urfave/cli/v2"
)

func listenCommand(s streams) *cli.Command {
	return command("listen", "print what the server sends; never reads stdin", "URL", "",
		append(sharedFlags("end when no message has come for `DURATION` (default: -1, never)"), reconnectFlag()),
		func(c *cli.Context) error {
			o, err := readOptions(c, s)
			if err != nil {
				return err
			}
			if len(o.messages) > 0 {
				return usagef("listen takes one URL and no messages (wspipe send does): %q", withoutLogin(o.messages[0]))
			}
			if o.url != "" && strings.Trim(o.url, "0123456789") == "" {
				return usagef("listen connects to a URL, such as ws://127.0.0.1:%s; opening a port is for serve", o.url)
			}
			return runListen(c, o, s)
		})
}

func runListen(c *cli.Context, o options, s streams) error {
	o.defaultWait(-1)
	return newSession(o, s).run(c.Context)
}
