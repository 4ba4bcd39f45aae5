package flags

import (
	"context"
	"strconv"

	"wspipe/client"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Serve is the command line of serve.
type Serve struct {
	All []*Flag
	Playing
	Forwarding Forwarding
	Program
	Values
	Admission
	ServerTLS
	Pulse
	IdleTimeout Duration
	Format
	Report
	Terminal
}

// Playing is what clients are served.
type Playing struct {
	Echo      Switch
	Replay    Text
	Once      Switch
	RecordDir Text
}

// Admission decides which clients are admitted, and what they may use.
type Admission struct {
	MaxClients   Number
	MaxMemory    Text
	Subprotocols List
	User         Text
	Origins      List
	Compress     Switch
}

// ServerTLS is the server's certificate, and the one it asks clients for.
type ServerTLS struct {
	Certificate
	ClientCA   Text
	SelfSigned Switch
}

// ForServe returns the flags of serve.
func ForServe() *Serve {
	g := &Serve{}
	g.All = bind(g.Playing.flags(), g.Forwarding.flags(),
		[]*Flag{g.execFlag("run a program for each client", "run `COMMAND` for each client: messages are its input, what it prints is sent, its exit status decides the close code; its words are quoted as for a shell")},
		of("replay", []*Flag{g.defineFlag(fromEnvironment), g.allowRunFlag()}), g.Admission.flags(), g.ServerTLS.flags(), g.timeFlags(), g.Format.flags(), g.Report.flags(), g.Terminal.lineFlags())
	leaveOut(g.All, &g.Define)
	return g
}

func (g *Playing) flags() []*Flag {
	return []*Flag{
		{Name: "replay", Group: flow, Kind: File, Values: []string{"*.wst"}, OneOf: "answer", Brief: "play the server of a transcript", Field: &g.Replay,
			Usage: "play the server of the transcript `FILE` to each client; stdin and stdout are not used"},
		{Name: "echo", Group: flow, OneOf: "answer", Brief: "send every message back", Field: &g.Echo,
			Usage: "send every message back; stdin and stdout are not used"},
		{Name: "once", Group: flow, Brief: "take one client, then exit", Field: &g.Once,
			Usage: "take one client, then exit"},
		{Name: "record-dir", Group: report, Kind: Folder, Field: &g.RecordDir,
			Usage: "write each client's conversation to a file in `DIR`, for wspipe check and --replay"},
	}
}

func (g *Admission) flags() []*Flag {
	return []*Flag{
		{Name: "max-clients", Group: flow, Kind: Count, Default: strconv.Itoa(server.DefaultMaxClients), Field: &g.MaxClients,
			Usage: "serve at most `N` clients at once; others are answered 503"},
		{Name: "max-memory", Group: flow, Kind: Size, Default: "1G", Field: &g.MaxMemory,
			Usage: "hold at most `BYTES` (k, M, G) for all clients together; a client that needs more is closed with 1013"},
		{Name: "subprotocol", Short: "s", Group: connection, Brief: "agree to a subprotocol; * to any", Field: &g.Subprotocols,
			Usage: "agree to subprotocol `NAME`, preferring earlier ones; * to any"},
		{Name: "user", Short: "u", Group: connection, Brief: "admit only clients that log in", Field: &g.User,
			Usage: "admit only clients that log in with `NAME:PASSWORD` (basic authentication); @FILE reads it from FILE; a terminal asks for the password"},
		{Name: "allow-origin", Group: connection, Kind: Address, Brief: "also admit pages of ORIGIN", Field: &g.Origins,
			Usage: "also admit pages of `ORIGIN` (https://example.org, file://, null); * for all"},
		{Name: "compress", Group: connection, Field: &g.Compress,
			Usage: "agree to compression (permessage-deflate)"},
	}
}

func (g *ServerTLS) flags() []*Flag {
	return []*Flag{
		g.certFlag("use TLS, with the certificate in `FILE` (PEM or PKCS#12), which may hold the key"),
		g.keyFlag(), g.passphraseFlag(),
		{Name: "client-ca", Group: security, Kind: File, Values: certificateFiles(), Field: &g.ClientCA,
			Usage: "admit only clients with a certificate from the authorities in `FILE` (PEM), or in a folder of such files"},
		{Name: "self-signed", Group: security, OneOf: "certificate", Brief: "use TLS, with a certificate of its own", Field: &g.SelfSigned,
			Usage: "use TLS, with a certificate made for this run, and print its pin"},
	}
}

func (g *Serve) timeFlags() []*Flag {
	return []*Flag{
		g.connectFlag("10s", "allow `DURATION` for a client's handshake"),
		g.closeFlag("let a client be silent for `DURATION` after our close"),
		{Name: "idle-timeout", Group: times, Kind: Length, Field: &g.IdleTimeout,
			Usage: "close a client that has sent no message for `DURATION`"},
		g.intervalFlag("send each client a ping every `DURATION`"), g.pongFlag(),
	}
}

// Options returns the options that the flags and arguments set.
func (g *Serve) Options(ctx context.Context, args []string, s stdio.Streams) (server.Options, error) {
	o := server.Options{Verbosity: g.verbosity(), Wishes: g.wishes(), Client: client.Options{Lenient: true}, Echo: g.Echo.On, Once: g.Once.On, RecordDir: g.RecordDir.Value}
	err := firstOf(
		func() error { return fillAddress(args, &o) },
		func() error { return contradiction(g.All) },
		func() error { return g.Pulse.fill(&o.Client) },
		func() error { return g.Format.fill(&o.Formats) },
		func() error { return g.fillReplay(&o) },
		func() (err error) {
			o.Exec, err = g.Program.command()
			return err
		},
		func() error { return g.Admission.fill(ctx, s, &o) },
		func() error { return g.ServerTLS.fill(&o) },
		func() error { return g.Forwarding.fill(ctx, s, &o) },
		func() error { return g.IdleTimeout.into(&o.IdleTimeout) },
	)
	o.LimitMessages()
	return o, err
}

func fillAddress(args []string, o *server.Options) (err error) {
	if len(args) > 1 {
		return status.Usagef("serve takes one address, not %q too", status.WithoutLogin(args[1]))
	}
	o.Address, err = server.ParseAddress(append(args, "")[0])
	return err
}

func (g *Serve) fillReplay(o *server.Options) error {
	if !g.Replay.Given {
		return nil
	}
	defined, err := g.definitions()
	o.ReplayFile, o.Lookup, o.Environ, o.AllowRun = g.Replay.Value, defined.lookup, defined.environ(), g.AllowRun.On
	return err
}

func (g *Admission) fill(ctx context.Context, s stdio.Streams, o *server.Options) error {
	o.Client.Protocols, o.Client.Compression, o.Origins = g.Subprotocols.Values, g.Compress.On, g.Origins.Values
	return firstOf(
		func() error { return g.fillLimits(o) },
		func() error { return checkSubprotocols(o.Client.Protocols) },
		g.checkOrigins,
		func() (err error) {
			if g.User.Given {
				o.User, err = userAndPassword(ctx, s, &g.User)
			}
			return err
		},
	)
}

func (g *Admission) fillLimits(o *server.Options) (err error) {
	if o.MaxClients = g.MaxClients.or(server.DefaultMaxClients); o.MaxClients < 1 {
		return g.MaxClients.wrong("%d is not a number of clients", o.MaxClients)
	}
	size := g.MaxMemory.Value
	if size == "" {
		o.MaxMemory = server.DefaultMaxMemory
		return nil
	}
	switch o.MaxMemory, err = parseSize(size); {
	case err != nil:
		return g.MaxMemory.wrong("%q is %w", size, err)
	case o.MaxMemory < server.ConnectionCost:
		return g.MaxMemory.wrong("%s is not enough for a client, which takes %dk", size, server.ConnectionCost>>10)
	}
	return nil
}

// checkOrigins accepts only origins that a browser would send.
func (g *Admission) checkOrigins() error {
	for _, text := range g.Origins.Values {
		if _, ok := server.NormalOrigin(text); !ok && text != "*" {
			return g.Origins.wrong("%q is not an origin, such as https://example.org, file:// or null, or *", status.WithoutLogin(text))
		}
	}
	return nil
}

func (g *ServerTLS) fill(o *server.Options) (err error) {
	o.SelfSigned, o.ClientCA = g.SelfSigned.On, g.ClientCA.Value
	if o.Credentials, err = g.credentials(); err != nil {
		return err
	}
	return g.ClientCA.namesFile()
}
