package commands

import (
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/session"
)

func sendCommand() command {
	f := flags.ForSend()
	return command{Command: manual.Command{
		Name: "send", Summary: "send messages, print the replies asked for, close, exit", Arguments: "URL [MESSAGE…]",
		Takes: flags.Address, Values: urls(),
		Text: "It waits for replies only if asked to: -n 1, --wait 1s, --expect, --until. Replies that arrive before the server's Close are printed anyway. " +
			"MESSAGE is sent literally: even @FILE and - are not special here. Without it, messages come from stdin: a line each, or with --raw all of it as one. " +
			"MATCHER is one of those in wspipe help matchers. Status 0 means that everything was sent and " +
			"the server answered our close. echo: as URL is an echo server inside the process.",
		Examples: []manual.Example{
			{Line: "wspipe send -n 1 echo: hello", Shows: "one message, one reply"},
			{Line: "seq 3 | wspipe send -n 3 echo:", Shows: "messages from stdin"},
			{Line: "wspipe send --expect /lo/ echo: hello", Shows: "a test: status 0 or 1"},
		},
		Flags: f.All,
	}, report: &f.Report, accepted: flags.Accepted, run: running(f.Options, session.Send)}
}
