package flags

import (
	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// ReadServeOptions reads what the flags of serve say.
func ReadServeOptions(c *cli.Context, s stdio.Streams) (server.Options, error) {
	o := server.Options{Verbosity: readVerbosity(c), Client: client.Options{Lenient: true}, Echo: c.Bool("echo"), Once: c.Bool("once"), MaxClients: server.DefaultMaxClients, Origins: c.StringSlice("allow-origin")}
	o.Client.Protocols = c.StringSlice("subprotocol")
	o.Wishes = readWishes(c)
	o.Client.Compression = c.Bool("compress")
	if c.Args().Len() > 1 {
		return o, status.Usagef("serve takes one address, not %q too", status.WithoutLogin(c.Args().Get(1)))
	}
	var err error
	if o.MaxMemory, err = readMaxMemory(c); err != nil {
		return o, err
	}
	if o.Address, err = server.ParseAddress(c.Args().First()); err != nil {
		return o, err
	}
	for _, read := range []func() error{
		func() error { return readTimes(c, &o.Client) },
		func() error { return readFormats(c, &o.Formats) },
		func() error { return readReplay(c, &o) },
		func() error { return readAdmission(c, s, &o) },
		func() error { return readServerTLS(c, &o) },
	} {
		if err := read(); err != nil {
			return o, err
		}
	}
	o.LimitMessages()
	return o, readTime(c, "idle-timeout", &o.IdleTimeout)
}

func readMaxMemory(c *cli.Context) (int64, error) {
	size := c.String("max-memory")
	if size == "" {
		return server.DefaultMaxMemory, nil
	}
	n, err := parseSize(size)
	switch {
	case err != nil:
		return 0, status.Usagef("--max-memory: %q is %w", size, err)
	case n < server.ConnectionCost:
		return 0, status.Usagef("--max-memory: %s is not enough for a client, which takes %dk", size, server.ConnectionCost>>10)
	}
	return n, nil
}

func readAdmission(c *cli.Context, s stdio.Streams, o *server.Options) error {
	if c.IsSet("max-clients") {
		if o.MaxClients = c.Int("max-clients"); o.MaxClients < 1 {
			return status.Usagef("--max-clients: %d is not a number of clients", o.MaxClients)
		}
	}
	if err := checkSubprotocols(o.Client.Protocols); err != nil {
		return err
	}
	for _, origin := range o.Origins {
		if err := checkOrigin(origin); err != nil {
			return err
		}
	}
	if !c.IsSet("user") {
		return nil
	}
	var err error
	o.User, err = userAndPassword(c, s)
	return err
}

func readReplay(c *cli.Context, o *server.Options) error {
	if !c.IsSet("replay") {
		return nil
	}
	if o.Echo {
		return status.Usagef("--replay and --echo contradict each other")
	}
	defined, err := readDefined(c)
	o.ReplayFile, o.Lookup, o.Environ, o.AllowRun = c.String("replay"), defined.lookup, defined.environ(), c.Bool("allow-run")
	return err
}

func readServerTLS(c *cli.Context, o *server.Options) error {
	var err error
	o.Credentials, err = readCredentials(c)
	if err == nil {
		err = namesFile(c, "client-ca")
	}
	o.SelfSigned, o.ClientCA = c.Bool("self-signed"), c.String("client-ca")
	if o.SelfSigned && c.IsSet("cert") {
		return status.Usagef("--self-signed and --cert contradict each other")
	}
	return err
}

// checkOrigin wants what a browser would send.
func checkOrigin(text string) error {
	if _, ok := server.NormalOrigin(text); !ok && text != "*" {
		return status.Usagef("--allow-origin: %q is not an origin, such as https://example.org, file:// or null, or *", status.WithoutLogin(text))
	}
	return nil
}
