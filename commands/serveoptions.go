package commands

import (
	"cmp"
	"crypto/tls"
	"time"

	"github.com/urfave/cli/v2"

	"wspipe/codec"
	"wspipe/commands/transcript"
)

const (
	defaultMaxClients       = 1024
	defaultHandshakeTimeout = 10 * time.Second
)

// serveOptions are what the flags of serve say. Of options, those about the
// format, the times and the report count.
type serveOptions struct {
	options
	address    address
	echo       bool
	replay     *transcript.Transcript // nil: none
	once       bool
	maxClients int
	maxMemory  int64 // that all clients together make us hold, in bytes
	// holds is how much is held for a client that doesn't read, in bytes; 0: it
	// is waited for.
	holds       int
	idleTimeout time.Duration // 0: none
	origins     []string      // that are let in besides our own
	user        string        // NAME:PASSWORD; empty: whoever comes
	tls         *tls.Config
	pin         string // to be said; empty: none
}

func readServeOptions(c *cli.Context, s streams) (serveOptions, error) {
	o := serveOptions{options: reportOptions(c), echo: c.Bool("echo"), once: c.Bool("once"), maxClients: defaultMaxClients, origins: c.StringSlice("allow-origin")}
	o.client.Protocols = c.StringSlice("subprotocol")
	o.client.Compression = c.Bool("compress")
	if c.Args().Len() > 1 {
		return o, usagef("serve takes one address, not %q too", withoutLogin(c.Args().Get(1)))
	}
	var err error
	if o.maxMemory, err = readMaxMemory(c); err != nil {
		return o, err
	}
	if o.address, err = parseAddress(c.Args().First()); err != nil {
		return o, err
	}
	for _, read := range []func() error{
		func() error { return readTimes(c, &o.options) },
		func() error { return readFormats(c, &o.options) },
		func() error { return readReplay(c, s, &o) },
		func() error { return readAdmission(c, s, &o) },
		func() error { return readServerTLS(c, s, &o) },
	} {
		if err := read(); err != nil {
			return o, err
		}
	}
	o.idleTimeout = durationOf(c, "idle-timeout")
	if c.IsSet("idle-timeout") && o.idleTimeout <= 0 {
		return o, usagef("--idle-timeout: %v is too short", o.idleTimeout)
	}
	o.limitMessages()
	return o, nil
}

func readMaxMemory(c *cli.Context) (int64, error) {
	size := c.String("max-memory")
	if size == "" {
		return defaultMaxMemory, nil
	}
	n, err := parseSize(size)
	switch {
	case err != nil:
		return 0, usagef("--max-memory: %q is %w", size, err)
	case n < connectionCost:
		return 0, usagef("--max-memory: %s is not enough for a client, which takes %dk", size, connectionCost>>10)
	}
	return n, nil
}

func readAdmission(c *cli.Context, s streams, o *serveOptions) error {
	if c.IsSet("max-clients") {
		if o.maxClients = c.Int("max-clients"); o.maxClients < 1 {
			return usagef("--max-clients: %d is not a number of clients", o.maxClients)
		}
	}
	if err := checkSubprotocols(o.client.Protocols); err != nil {
		return err
	}
	for _, origin := range o.origins {
		if err := checkOrigin(origin); err != nil {
			return err
		}
	}
	if !c.IsSet("user") {
		return nil
	}
	var err error
	o.user, err = userAndPassword(c, s)
	return err
}

// limitMessages decides how large a message may be. Of several clients' messages
// each must be held until it is complete, since none may wait for another's.
func (o *serveOptions) limitMessages() {
	switch {
	case o.echo, o.replay != nil:
		o.client.MaxMessageSize = o.maxMessageSize
		if o.echo {
			o.holds = int(cmp.Or(o.maxMessageSize, codec.DefaultMaxMessageSize))
		}
	case !o.once && o.maxMessageSize == 0:
		o.client.MaxMessageSize = codec.DefaultMaxMessageSize
	}
}
