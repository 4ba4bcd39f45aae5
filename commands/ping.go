package commands

import (
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/pinging"
)

func pingCommand() command {
	f := flags.ForPing()
	return command{Command: manual.Command{
		Name: "ping", Summary: "measure how long a server takes to answer", Arguments: "URL",
		Takes: flags.Address, Values: urls(),
		Text: "It prints how long each step of connecting took (through a proxy, name and TCP are the proxy's), " +
			"how long each pong took, and a summary as ping(8) does. Messages are skipped. " +
			"Status 0 means that all pongs came, 6 that one did not.",
		Examples: []manual.Example{
			{Line: "wspipe ping -n 3 --ping-interval 100ms echo:", Shows: "three pings"},
			{Line: "wspipe ping -q -n 1 --timeout 5s echo:", Shows: "does it answer?"},
		},
		Flags: f.All,
	}, report: &f.Report, accepted: flags.Accepted, run: running(f.Options, pinging.Run)}
}
