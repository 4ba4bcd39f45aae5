package commands

import (
	"context"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func listenCommand() command {
	f := flags.ForListen()
	return command{Command: manual.Command{
		Name: "listen", Summary: "print what the server sends; never reads stdin", Arguments: "URL",
		Takes: flags.Address, Values: urls(),
		Text: "It stays until the server closes, unless --count, --until, --expect, --wait or --timeout ends it. --on-open sends what subscribes. " +
			"At a terminal q leaves. MATCHER is one of those in wspipe help matchers.",
		Examples: []manual.Example{
			{Line: "wspipe listen --on-open subscribe -n 1 echo:", Shows: "subscribe, take one, leave"},
			{Line: "wspipe listen --expect-status 101 echo:", Shows: "is it up?"},
			{Line: "wspipe listen --json --wait 100ms echo:", Shows: "every event, as JSON"},
		},
		Flags: f.All,
	}, report: &f.Report, accepted: flags.Accepted,
		run: running(f.Options, func(ctx context.Context, o session.Options, s stdio.Streams) error {
			if err := noMessages("listen", o); err != nil {
				return err
			}
			if o.Url != "" && strings.Trim(o.Url, "0123456789") == "" {
				return status.Usagef("listen connects to a URL, such as ws://127.0.0.1:%s; opening a port is for serve", o.Url)
			}
			return session.Listen(ctx, o, s)
		}),
	}
}
