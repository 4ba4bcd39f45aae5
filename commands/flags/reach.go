package flags

import (
	"context"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// Reach has the flags for the route to a server and for the handshake. All commands that connect
// share it.
type Reach struct {
	Connection
	Network
	TLS
}

func (g *Reach) flags() []*Flag {
	return bind(g.Connection.flags(), g.Network.flags(), g.TLS.flags())
}

// fill runs after the times' fill. Secrets come last, because a person may have to type them.
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
