package flags

import (
	"wspipe/client"
	"wspipe/commands/dial"
)

// Pulse is how long each connection may take, and stay silent.
type Pulse struct {
	ConnectTimeout Duration
	CloseTimeout   Duration
	PingInterval   Duration
	PingTimeout    Duration
}

// Time is how long everything may take.
type Time struct {
	Pulse
	Timeout  Duration
	RetryFor Duration
}

func (g *Time) flags() []*Flag {
	return []*Flag{
		g.connectFlag("30s", "allow `DURATION` to connect, from name lookup to the end of the handshake"),
		g.timeoutFlag(),
		g.closeFlag("let the server be silent for `DURATION` after our close"),
		g.intervalFlag("send a ping every `DURATION`"), g.pongFlag(),
		g.retryFlag(),
	}
}

func (g *Time) timeoutFlag() *Flag {
	return &Flag{Name: "timeout", Short: "m", Aliases: named("max-time"), Group: times, Kind: Length, Brief: "limit for everything, such as 5s", Field: &g.Timeout,
		Usage: "allow `DURATION` for everything"}
}

func (g *Time) retryFlag() *Flag {
	return &Flag{Name: "retry-for", Group: times, Kind: Length, Field: &g.RetryFor,
		Usage: "keep trying to connect for `DURATION`, while the server is down or too busy"}
}

func (g *Pulse) connectFlag(byDefault, usage string) *Flag {
	return &Flag{Name: "connect-timeout", Group: times, Kind: Length, Default: byDefault, Usage: usage, Field: &g.ConnectTimeout}
}

func (g *Pulse) closeFlag(usage string) *Flag {
	return &Flag{Name: "close-timeout", Group: times, Kind: Length, Default: "5s", Usage: usage, Field: &g.CloseTimeout}
}

func (g *Pulse) intervalFlag(usage string) *Flag {
	return &Flag{Name: "ping-interval", Group: times, Kind: Length, Usage: usage, Field: &g.PingInterval}
}

func (g *Pulse) pongFlag() *Flag {
	return &Flag{Name: "ping-timeout", Group: times, Kind: Length, Of: "ping-interval", Field: &g.PingTimeout,
		Usage: "wait `DURATION` for a pong (default: the interval)"}
}

func (g *Pulse) fill(o *client.Options) error {
	o.CloseTimeout = dial.CloseTimeout
	return firstOf(
		func() error { return g.ConnectTimeout.into(&o.ConnectTimeout) },
		func() error { return g.CloseTimeout.into(&o.CloseTimeout) },
		func() error { return g.PingInterval.into(&o.PingInterval) },
		func() error { return g.PingTimeout.into(&o.PingTimeout) },
	)
}

// Staying is for the commands that can stay connected.
type Staying struct{ Reconnect Switch }

func (g *Staying) flags() []*Flag {
	return []*Flag{{Name: "reconnect", Group: times, Brief: "connect again when the connection drops", Field: &g.Reconnect,
		Usage: "connect again after the connection was dropped or closed temporarily; for ever, or for as long as --retry-for says"}}
}
