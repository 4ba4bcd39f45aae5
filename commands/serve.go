package commands

import (
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/server"
)

func serveCommand() command {
	f := flags.ForServe()
	return command{Command: manual.Command{
		Name: "serve", Summary: "a server: what clients send to stdout, stdin to every client", Arguments: "[ADDRESS]",
		Text: "ADDRESS is a port, HOST:PORT or unix:/path; the default is 127.0.0.1:8080, and loopback if it has no host. " +
			"Port 0 picks a free one. stdin is read while there is a client. When it ends, the server runs on until a signal.",
		Examples: []manual.Example{
			{Line: "wspipe serve 8080", Shows: "what clients send to stdout"},
			{Line: "wspipe serve --echo 8080", Shows: "every message back"},
			{Line: "wspipe serve --replay chat.wst 8080", Shows: "a mock"},
			{Line: "wspipe serve --exec 'bc -ql' 8080", Shows: "a program for each client"},
		},
		Flags: f.All,
	}, report: &f.Report, run: running(f.Options, server.Run)}
}
