package flags

import (
	"os"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/dial"
	"wspipe/commands/server"
	"wspipe/commands/session"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

const (
	defaultCloseCode = 1000
)

// ReadOptions reads what the flags of a command that connects say.
func ReadOptions(c *cli.Context, s stdio.Streams) (session.Options, error) {
	o := session.Options{Options: dial.Options{Client: client.Options{Lenient: true}, Echo: server.StartEcho}, Verbosity: readVerbosity(c)}
	o.OnOpen = c.StringSlice("on-open")
	o.CloseCode, o.CloseReason = defaultCloseCode, c.String("close-reason")
	o.Reconnect, o.Record = c.Bool("reconnect"), c.String("record")
	o.Wishes = readWishes(c)
	args := c.Args().Slice()
	if len(args) == 0 {
		return o, status.Usagef("no URL given, such as ws://127.0.0.1:8080/ or echo:")
	}
	o.Url, o.Messages = args[0], args[1:]
	for _, read := range []func() error{
		func() error { return readFlow(c, &o) },
		func() error { return readExpectations(c, &o) },
		func() error { return readTimes(c, &o.Client) },
		func() error { return readTime(c, "timeout", &o.Timeout) },
		func() error { return readTime(c, "retry-for", &o.RetryFor) },
		func() error { return readWait(c, &o) },
		func() error { return readFormats(c, &o.Formats) },
		func() error { return readOutput(c, &o) },
		func() error { return readConnection(c, &o.Client) },
		func() error { return readNetwork(c, &o.Client) },
		func() error { return readSecrets(c, s, o.Verbosity, &o.Client) },
	} {
		if err := read(); err != nil {
			return o, err
		}
	}
	o.Client.MaxMessageSize = o.Largest()
	return o, nil
}

func readVerbosity(c *cli.Context) stdio.Verbosity {
	return stdio.Verbosity{
		Quiet:   c.Bool("quiet"),
		Verbose: c.Count("verbose"),
		Color:   !c.Bool("no-color") && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}

func readFlow(c *cli.Context, o *session.Options) error {
	for _, m := range o.OnOpen {
		if !utf8.ValidString(m) {
			return status.Localf("--on-open: %w", client.ErrNotUTF8)
		}
	}
	if c.IsSet("close-code") {
		o.CloseCode = c.Int("close-code")
	}
	if err := client.CheckLenientClose(o.CloseCode, o.CloseReason); err != nil {
		return status.Usagef("--close-code, --close-reason: %w", err)
	}
	return nil
}

// readTimes is for those of each connection.
func readTimes(c *cli.Context, o *client.Options) error {
	o.CloseTimeout = dial.CloseTimeout
	for flag, to := range map[string]*time.Duration{
		"connect-timeout": &o.ConnectTimeout, "close-timeout": &o.CloseTimeout, "ping-interval": &o.PingInterval, "ping-timeout": &o.PingTimeout,
	} {
		if err := readTime(c, flag, to); err != nil {
			return err
		}
	}
	if o.PingTimeout > 0 && o.PingInterval == 0 {
		return status.Usagef("--ping-timeout needs --ping-interval")
	}
	return nil
}

// readTime leaves what there is where the flag isn't given.
func readTime(c *cli.Context, flag string, to *time.Duration) error {
	if !c.IsSet(flag) {
		return nil
	}
	if *to = durationOf(c, flag); *to <= 0 {
		return status.Usagef("--%s: %v is too short", flag, *to)
	}
	return nil
}

func readWait(c *cli.Context, o *session.Options) error {
	o.WaitGiven = c.IsSet("wait")
	if o.WaitGiven {
		o.Wait = durationOf(c, "wait")
	}
	if o.Wait < 0 && o.Wait != -time.Second {
		return status.Usagef("--wait: %v is neither a time to wait nor -1, for ever", o.Wait)
	}
	return nil
}

func durationOf(c *cli.Context, name string) time.Duration {
	if d, ok := c.Generic(name).(*DurationValue); ok {
		return time.Duration(*d)
	}
	return 0
}

func readFormats(c *cli.Context, o *stdio.Formats) error {
	var err error
	if o.Input, o.Output, err = bothFormats(c); err != nil {
		return err
	}
	switch {
	case c.Bool("text") && c.Bool("binary"):
		return status.Usagef("--text and --binary contradict each other")
	case c.Bool("text"):
		o.MessageType = codec.Text
	case c.Bool("binary"):
		o.MessageType = codec.Binary
	}
	if size := c.String("max-message-size"); size != "" {
		if o.MaxMessageSize, err = parseSize(size); err != nil {
			return status.Usagef("--max-message-size: %q is %w", size, err)
		}
	}
	switch flush := c.String("flush"); flush {
	case "", "idle":
	case "message":
		o.FlushEach = true
	default:
		return status.Usagef("--flush: %q is neither message nor idle", flush)
	}
	return nil
}
