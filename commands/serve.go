package commands

import (
	"strconv"

	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/server"
	"wspipe/commands/stdio"
)

func serveCommand(s stdio.Streams) *cli.Command {
	return command("serve", "a server to test against: what clients send to stdout, stdin to every client", "[ADDRESS]",
		"ADDRESS is a port, HOST:PORT or unix:/path; 127.0.0.1:8080 where it isn't given, and loopback where it has no host.\n"+
			"Port 0 is one that is free. stdin is read while there is a client. Its end stops nothing: a signal does.",
		serveFlags(),
		func(c *cli.Context) error {
			o, err := flags.ReadServeOptions(c, s)
			if err != nil {
				return err
			}
			return server.Run(c.Context, o, s)
		})
}

func serveFlags() []cli.Flag {
	own := []cli.Flag{
		flags.BoolFlag("echo", "", flags.GroupFlow, "send every message back; neither stdin nor stdout is used"),
		&cli.StringFlag{Name: "replay", Category: flags.GroupFlow,
			Usage: "play the server of the transcript `FILE` to each client; neither stdin nor stdout is used"},
		flags.DefineFlag(), flags.AllowRunFlag(),
		flags.BoolFlag("once", "", flags.GroupFlow, "take one client, and end with it"),
		&cli.IntFlag{Name: "max-clients", Category: flags.GroupFlow, DefaultText: strconv.Itoa(server.DefaultMaxClients),
			Usage: "have at most `N` clients at once; one more is answered 503"},
		&cli.StringFlag{Name: "max-memory", Category: flags.GroupFlow, DefaultText: "1G",
			Usage: "hold at most `BYTES` (k, M, G) for all clients together; one that would need more is closed with 1013"},
		&cli.StringSliceFlag{Name: "subprotocol", Aliases: []string{"s"}, Category: flags.GroupConnection,
			Usage: "agree to subprotocol `NAME`, the first rather than the others; * to any"},
		&cli.StringFlag{Name: "user", Aliases: []string{"u"}, Category: flags.GroupConnection,
			Usage: "let in only who logs in with `NAME:PASSWORD` (basic authentication); @FILE reads it from there; a terminal asks for the password"},
		&cli.StringSliceFlag{Name: "allow-origin", Category: flags.GroupConnection,
			Usage: "let pages of `ORIGIN` (https://example.org, file://, null) in, too; * for all"},
		flags.BoolFlag("compress", "", flags.GroupConnection, "agree to compression (permessage-deflate)"),
		&cli.StringFlag{Name: "cert", Category: flags.GroupTLS,
			Usage: "speak TLS, with the certificate in `FILE` (PEM or PKCS#12), which may hold the key"},
		&cli.StringFlag{Name: "key", Category: flags.GroupTLS,
			Usage: "`FILE` (PEM) with the private key of --cert"},
		&cli.StringFlag{Name: "key-passphrase", Category: flags.GroupTLS,
			Usage: "decrypt the private key with `PASSPHRASE`; @FILE reads it from there; a terminal asks for it"},
		&cli.StringFlag{Name: "client-ca", Category: flags.GroupTLS,
			Usage: "let in only who has a certificate of the authorities in `FILE` (PEM), or in a folder of such"},
		flags.BoolFlag("self-signed", "", flags.GroupTLS, "speak TLS, with a certificate made for this run, and say its pin"),
		flags.DurationFlag("connect-timeout", flags.GroupTime, "10s", "allow `DURATION` for a client's handshake"),
		flags.DurationFlag("close-timeout", flags.GroupTime, "5s", "let a client stay silent for `DURATION` after our close"),
		flags.DurationFlag("idle-timeout", flags.GroupTime, "", "close a client that has sent no message for `DURATION`"),
		flags.DurationFlag("ping-interval", flags.GroupTime, "", "send each client a ping every `DURATION`"),
		flags.DurationFlag("ping-timeout", flags.GroupTime, "", "let a pong take `DURATION` (default: the interval)"),
	}
	own = append(own, flags.FormatFlags()...)
	own = append(own, flags.ServeTerminalFlags()...)
	return append(own, flags.ReportFlags()...)
}
