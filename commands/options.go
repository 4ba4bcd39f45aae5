package commands

import (
	"os"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/codec"
)

const (
	defaultCloseCode    = 1000
	defaultCloseTimeout = 5 * time.Second
)

// options are what the flags of a command that connects say.
type options struct {
	url      string
	messages []string // of the command line
	client   client.Options

	input, output  codec.Format
	messageType    codec.Type // 0: the format's
	maxMessageSize int64      // 0: the format's
	flushEach      bool

	wait        time.Duration
	waitGiven   bool
	timeout     time.Duration
	retryFor    time.Duration // 0: the first attempt is the only one
	reconnect   bool
	onOpen      []string
	closeCode   int
	closeReason string
	expected    expected

	quiet   bool
	verbose int // 1: handshake, 2: frames
	color   bool
}

func readOptions(c *cli.Context, s streams) (options, error) {
	o := reportOptions(c)
	o.onOpen = c.StringSlice("on-open")
	o.closeCode, o.closeReason = defaultCloseCode, c.String("close-reason")
	o.reconnect = c.Bool("reconnect")
	args := c.Args().Slice()
	if len(args) == 0 {
		return o, usagef("no URL given, such as ws://127.0.0.1:8080/ or echo:")
	}
	o.url, o.messages = args[0], args[1:]
	for _, read := range []func(*cli.Context, *options) error{readFlow, readExpectations, readTimes, readFormats, readConnection, readNetwork} {
		if err := read(c, &o); err != nil {
			return o, err
		}
	}
	return o, readSecrets(c, s, &o)
}

// reportOptions are what the flags about stderr say.
func reportOptions(c *cli.Context) options {
	return options{
		client:  client.Options{Lenient: true},
		quiet:   c.Bool("quiet"),
		verbose: c.Count("verbose"),
		color:   !c.Bool("no-color") && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}

func readFlow(c *cli.Context, o *options) error {
	for _, m := range o.onOpen {
		if !utf8.ValidString(m) {
			return localf("--on-open: %w", client.ErrNotUTF8)
		}
	}
	if c.IsSet("close-code") {
		o.closeCode = c.Int("close-code")
	}
	if err := client.CheckLenientClose(o.closeCode, o.closeReason); err != nil {
		return usagef("--close-code, --close-reason: %w", err)
	}
	return nil
}

func readTimes(c *cli.Context, o *options) error {
	for _, t := range []struct {
		flag string
		to   *time.Duration
	}{
		{"connect-timeout", &o.client.ConnectTimeout},
		{"close-timeout", &o.client.CloseTimeout},
		{"timeout", &o.timeout},
		{"retry-for", &o.retryFor},
		{"ping-interval", &o.client.PingInterval},
		{"ping-timeout", &o.client.PingTimeout},
	} {
		*t.to = durationOf(c, t.flag)
		if c.IsSet(t.flag) && *t.to <= 0 {
			return usagef("--%s: %v is too short", t.flag, *t.to)
		}
	}
	if o.client.CloseTimeout == 0 {
		o.client.CloseTimeout = defaultCloseTimeout
	}
	if o.client.PingTimeout > 0 && o.client.PingInterval == 0 {
		return usagef("--ping-timeout needs --ping-interval")
	}
	o.waitGiven = c.IsSet("wait")
	if o.waitGiven {
		o.wait = durationOf(c, "wait")
	}
	if o.wait < 0 && o.wait != -time.Second {
		return usagef("--wait: %v is neither a time to wait nor -1, for ever", o.wait)
	}
	return nil
}

func durationOf(c *cli.Context, name string) time.Duration {
	if d, ok := c.Generic(name).(*durationValue); ok {
		return time.Duration(*d)
	}
	return 0
}

func readFormats(c *cli.Context, o *options) error {
	var err error
	if o.input, o.output, err = formats(c); err != nil {
		return err
	}
	switch {
	case c.Bool("text") && c.Bool("binary"):
		return usagef("--text and --binary contradict each other")
	case c.Bool("text"):
		o.messageType = codec.Text
	case c.Bool("binary"):
		o.messageType = codec.Binary
	}
	if size := c.String("max-message-size"); size != "" {
		if o.maxMessageSize, err = parseSize(size); err != nil {
			return usagef("--max-message-size: %q is %w", size, err)
		}
	}
	switch flush := c.String("flush"); flush {
	case "", "idle":
	case "message":
		o.flushEach = true
	default:
		return usagef("--flush: %q is neither message nor idle", flush)
	}
	o.client.MaxMessageSize = o.maxMessageSize
	if o.maxMessageSize == 0 && o.output.Holds() {
		o.client.MaxMessageSize = codec.DefaultMaxMessageSize
	}
	return nil
}
