package commands

import (
	"context"
	"io"
	"strconv"

	"github.com/urfave/cli/v2"
)

func serveCommand(s streams) *cli.Command {
	return command("serve", "a server to test against: what clients send to stdout, stdin to every client", "[ADDRESS]",
		"ADDRESS is a port, HOST:PORT or unix:/path; 127.0.0.1:8080 where it isn't given, and loopback where it has no host.\n"+
			"Port 0 is one that is free. stdin is read while there is a client. Its end stops nothing: a signal does.",
		serveFlags(),
		func(c *cli.Context) error {
			o, err := readServeOptions(c, s)
			if err != nil {
				return err
			}
			return runServe(c.Context, o, s)
		})
}

func serveFlags() []cli.Flag {
	flags := []cli.Flag{
		boolFlag("echo", "", groupFlow, "send every message back; neither stdin nor stdout is used"),
		&cli.StringFlag{Name: "replay", Category: groupFlow,
			Usage: "play the server of the transcript `FILE` to each client; neither stdin nor stdout is used"},
		defineFlag(),
		boolFlag("once", "", groupFlow, "take one client, and end with it"),
		&cli.IntFlag{Name: "max-clients", Category: groupFlow, DefaultText: strconv.Itoa(defaultMaxClients),
			Usage: "have at most `N` clients at once; one more is answered 503"},
		&cli.StringFlag{Name: "max-memory", Category: groupFlow, DefaultText: "1G",
			Usage: "hold at most `BYTES` (k, M, G) for all clients together; one that would need more is closed with 1013"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: groupConnection,
			Usage: "agree to subprotocol `NAME`, the first rather than the others; * to any"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: groupConnection,
			Usage: "let in only who logs in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there; a terminal asks for the password"},
		&cli.StringSliceFlag{Name: "allow-origin", Category: groupConnection,
			Usage: "let pages of `ORIGIN` (https://example.org, file://, null) in, too; * for all"},
		boolFlag("compress", "", groupConnection, "agree to compression (permessage-deflate)"),
		&cli.StringFlag{Name: "cert", Category: groupTLS,
			Usage: "speak TLS, with the certificate in `FILE` (PEM or PKCS#12), which may hold the key"},
		&cli.StringFlag{Name: "key", Category: groupTLS,
			Usage: "`FILE` (PEM) with the private key of --cert"},
		&cli.StringFlag{Name: "key-passphrase", Category: groupTLS,
			Usage: "decrypt the private key with `PASSPHRASE`; @FILE reads it from there; a terminal asks for it"},
		&cli.StringFlag{Name: "client-ca", Category: groupTLS,
			Usage: "let in only who has a certificate of the authorities in `FILE` (PEM), or in a folder of such"},
		boolFlag("self-signed", "", groupTLS, "speak TLS, with a certificate made for this run, and say its pin"),
		durationFlag("connect-timeout", groupTime, "10s", "allow `DURATION` for a client's handshake"),
		durationFlag("close-timeout", groupTime, "5s", "let a client stay silent for `DURATION` after our close"),
		durationFlag("idle-timeout", groupTime, "", "close a client that has sent no message for `DURATION`"),
		durationFlag("ping-interval", groupTime, "", "send each client a ping every `DURATION`"),
		durationFlag("ping-timeout", groupTime, "", "let a pong take `DURATION` (default: the interval)"),
	}
	flags = append(flags, formatFlags()...)
	return append(flags, reportFlags()...)
}

func runServe(caller context.Context, o serveOptions, s streams) error {
	caller, watched := s.watchSignals(caller, 0)
	r := &report{w: s.err, verbose: o.verbose, color: o.color && s.errTTY}
	if o.quiet {
		r.w, r.verbose = io.Discard, 0
	}
	l, err := o.address.open()
	if err != nil {
		return err
	}
	watched()
	server := newServer(o, r)
	defer server.end(signalGrace)
	switch {
	case o.echo:
		server.serving = echo
	case o.replay != nil:
		server.replay()
	default:
		defer newBridge(server, s).begin(s.out)()
	}
	server.start(l)
	if o.pin != "" {
		r.say("the certificate has the pin " + o.pin)
	}
	r.say("listening on " + o.address.urlOf(l, o.tls != nil))
	select {
	case <-server.stopped:
		return server.result
	case <-caller.Done():
		return interruption(caller)
	}
}
