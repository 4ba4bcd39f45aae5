package flags

import (
	"context"
	"slices"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/server"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Session is the command line of connect, send and listen. Each has the flags in All; fields
// without flags keep their zero values.
type Session struct {
	All []*Flag
	URL List
	Reach
	Time
	Staying
	Pace
	Flow
	Format
	Printing
	Expectation
	Report
	Recording
	Program
	Terminal
}

// ForConnect returns the flags of connect.
func ForConnect() *Session {
	g := &Session{}
	g.All = bind(g.shared("after stdin ends, stay until no message has come for `DURATION` (default: 1s, at a terminal 0, or -1 if something is expected); 0 closes at once, -1 waits for the server"),
		g.Staying.flags(), g.Recording.flags(), []*Flag{g.execFlag("run a program in place of stdin and stdout", "run `COMMAND` in place of stdin and stdout: messages are its input, what it prints is sent; its words are quoted as for a shell")}, g.Terminal.flags())
	leaveOut(g.All, &g.Next, &g.Until, &g.Quiet)
	return g
}

// ForSend returns the flags of send.
func ForSend() *Session {
	g := &Session{}
	g.All = bind(g.shared("stay until no message has come for `DURATION`; -1 waits for the server (default: 0, or -1 if something is expected)"))
	return g
}

// ForListen returns the flags of listen.
func ForListen() *Session {
	g := &Session{}
	g.All = bind(g.shared("end when no message has come for `DURATION` (default: -1, never)"), g.Staying.flags())
	leaveOut(g.All, &g.Quiet)
	return g
}

// shared returns the flags of every command that connects.
func (g *Session) shared(wait string) []*Flag {
	url := &Flag{Name: "url", Group: connection, Kind: Address, NoVariable: true, Field: &g.URL,
		Usage: "connect to `URL`; then no argument is the URL"}
	return slices.Concat([]*Flag{url}, g.Reach.flags(), g.Time.flags(), g.Pace.flags(), g.Flow.flags(wait), g.Format.flags(), g.Printing.flags(), g.Expectation.flags(), g.Report.flags())
}

// noURL returns the error for a missing URL. It guesses where the URL may have gone.
func (g *Session) noURL() error {
	if slices.ContainsFunc(g.Subprotocols.Values, dial.IsURL) {
		return status.Usagef("no URL given: %s", notSilent)
	}
	return status.Usagef("no URL given, such as ws://127.0.0.1:8080/ or echo:")
}

// Options returns the options that the flags and arguments set.
func (g *Session) Options(ctx context.Context, args []string, s stdio.Streams) (session.Options, error) {
	o := session.Options{Options: dial.Options{Client: client.Options{Lenient: true}, Echo: server.StartEcho}, Verbosity: g.verbosity()}
	o.Reconnect, o.Record, o.Wishes = g.Reconnect.On, g.Record.Value, g.wishes()
	switch args = append(g.URL.Values, args...); {
	case len(g.URL.Values) > 1:
		return o, g.URL.wrong("one is enough")
	case len(args) == 0:
		return o, g.noURL()
	}
	o.Url, o.Messages = args[0], args[1:]
	err := firstOf(
		func() error { return contradiction(g.All) },
		func() error { return g.Flow.fill(&o) },
		func() error { return g.Expectation.fill(&o.Expected) },
		func() error { return g.Pulse.fill(&o.Client) },
		func() error { return g.Timeout.into(&o.Timeout) },
		func() error { return g.RetryFor.into(&o.RetryFor) },
		func() (err error) {
			o.Exec, err = g.Program.command()
			return err
		},
		func() error { return g.Format.fill(&o.Formats) },
		func() error { return g.Printing.fill(&o) },
		func() error { return g.Pace.fill(&o) },
		func() error { return g.Reach.fill(ctx, s, o.Verbosity, &o.Client) },
	)
	o.Client.MaxMessageSize = o.Largest()
	o.Doubts = doubts(g.Next.Values, []string{g.Until.Value}, g.Ignore.Values, g.Answer.Values)
	return o, err
}
