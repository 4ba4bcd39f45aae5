package commands

import (
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
	origins    []string // that are let in besides our own
	user       string   // NAME:PASSWORD; empty: whoever comes
	tls        *tls.Config
	pin        string // to be said; empty: none
}

func readServeOptions(c *cli.Context, s streams) (serveOptions, error) {
	o := serveOptions{options: reportOptions(c), echo: c.Bool("echo"), once: c.Bool("once"), maxClients: defaultMaxClients, origins: c.StringSlice("allow-origin")}
	o.client.Protocols = c.StringSlice("subprotocol")
	o.client.Compression = c.Bool("compress")
	if c.Args().Len() > 1 {
		return o, usagef("serve takes one address, not %q too", withoutLogin(c.Args().Get(1)))
	}
	var err error
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
	o.limitMessages()
	return o, nil
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
	case !o.once && o.maxMessageSize == 0:
		o.client.MaxMessageSize = codec.DefaultMaxMessageSize
	}
}
