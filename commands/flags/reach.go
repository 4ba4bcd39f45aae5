package flags

import (
	"context"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// Reach is what can be said of the way to a server and of the handshake, of
// every command that connects to one.
type Reach struct {
	Connection
	Network
	TLS
}

func (g *Reach) flags() []Flag {
	return bind(g.Connection.flags(), g.Network.flags(), g.TLS.flags())
}

// fill comes after the times. Secrets come last, because it may take a person
// to say them.
func (g *Reach) fill(ctx context.Context, s stdio.Streams, v stdio.Verbosity, o *client.Options) error {
	return firstOf(
		func() error { return g.Connection.fill(o) },
		func() error { return g.fillHeaderCommand(s, o) },
		func() error { return g.Network.fill(o) },
		func() error { return g.TLS.fill(ctx, s, v, o) },
		func() error { return g.fillProxyLogin(ctx, s, o) },
		func() error { return g.Login.fill(ctx, s, o) },
	)
}
