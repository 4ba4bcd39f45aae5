package flags

import (
	"context"
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/pinging"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

const (
	defaultPings    = 5
	defaultPause    = time.Second
	defaultPatience = 5 * time.Second
)

// Ping is the command line of ping.
type Ping struct {
	All   []*Flag
	Count Number
	JSON  Switch
	Reach
	Time
	Report
}

// ForPing returns the flags of ping.
func ForPing() *Ping {
	g := &Ping{}
	g.All = bind(g.flags(), g.Reach.flags(), g.Report.flagsWhere("print only the summary, nothing on stderr"))
	return g
}

func (g *Ping) flags() []*Flag {
	interval := g.intervalFlag("send a ping every `DURATION`")
	interval.Brief, interval.Default = "how often to send a ping", "1s"
	patience := g.pongFlag()
	patience.Of = "" // there always is an interval
	patience.Brief, patience.Usage, patience.Default = "how long to wait for a pong", "wait `DURATION` for a pong", "5s"
	retry := g.retryFlag()
	retry.Brief = "how long to keep trying to connect"
	return []*Flag{
		{Name: "count", Short: "n", Group: flow, Kind: Count, Default: "5", Brief: "send N pings", Field: &g.Count, Usage: "send `N` pings"},
		{Name: "json", Group: output, Brief: "print one JSON object per line", Field: &g.JSON,
			Usage: "print one JSON object per line for each event: open, pong (with seconds, or null), summary"},
		g.connectFlag("30s", "allow `DURATION` to connect, from name lookup to the end of the handshake"), g.timeoutFlag(),
		g.closeFlag("let the server be silent for `DURATION` after our close"), interval, patience, retry,
	}
}

// Options returns the options that the flags and arguments set.
func (g *Ping) Options(ctx context.Context, args []string, s stdio.Streams) (pinging.Options, error) {
	o := pinging.Options{Options: dial.Options{Client: client.Options{Lenient: true}, Echo: server.StartEcho}, Verbosity: g.verbosity()}
	switch {
	case len(args) == 0:
		return o, status.Usagef("no URL given, such as ws://127.0.0.1:8080/ or echo:")
	case len(args) > 1:
		return o, status.Usagef("ping takes one URL, not %q too", status.WithoutLogin(args[1]))
	}
	o.Url = args[0]
	err := firstOf(
		func() error { return contradiction(g.All) },
		func() error { return g.fillPings(&o) },
		func() error { return g.Timeout.into(&o.Timeout) },
		func() error { return g.RetryFor.into(&o.RetryFor) },
		func() error { return g.Reach.fill(ctx, s, o.Verbosity, &o.Client) },
	)
	return o, err
}

// fillPings keeps the client from sending pings of its own.
func (g *Ping) fillPings(o *pinging.Options) error {
	o.JSON = g.JSON.On
	o.Interval, o.Patience, o.Client.CloseTimeout = defaultPause, defaultPatience, dial.CloseTimeout
	if o.Count = g.Count.or(defaultPings); o.Count < 1 {
		return g.Count.wrong("%d is not a number of pings", o.Count)
	}
	return firstOf(
		func() error { return g.ConnectTimeout.into(&o.Client.ConnectTimeout) },
		func() error { return g.CloseTimeout.into(&o.Client.CloseTimeout) },
		func() error { return g.PingInterval.into(&o.Interval) },
		func() error { return g.PingTimeout.into(&o.Patience) },
	)
}
