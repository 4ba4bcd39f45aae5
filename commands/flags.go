package commands

import (
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/codec"
)

const (
	groupTranscript  = "transcript"
	groupConnection  = "connection"
	groupNetwork     = "network"
	groupTLS         = "TLS"
	groupTime        = "time"
	groupFlow        = "flow"
	groupFormat      = "format"
	groupExpectation = "expectation"
	groupReport      = "report"
)

// sharedFlags are the flags of every command that connects; wait says what
// --wait does where it isn't given.
func sharedFlags(wait string) []cli.Flag {
	return slices.Concat(connectionFlags(), networkFlags(), tlsFlags(), timeFlags(), flowFlags(wait), formatFlags(), expectationFlags(), reportFlags())
}

func timeFlags() []cli.Flag {
	return []cli.Flag{
		durationFlag("connect-timeout", groupTime, "30s", "allow `DURATION` for name lookup to the end of the handshake"),
		durationFlag("timeout", groupTime, "", "allow `DURATION` for everything"),
		durationFlag("close-timeout", groupTime, "5s", "let the server stay silent for `DURATION` after our close"),
		durationFlag("ping-interval", groupTime, "", "send a ping every `DURATION`"),
		durationFlag("ping-timeout", groupTime, "", "let a pong take `DURATION` (default: the interval)"),
		durationFlag("retry-for", groupTime, "", "keep trying to connect for `DURATION`, while the server is down or too busy"),
	}
}

// reconnectFlag is for the commands that may stay.
func reconnectFlag() cli.Flag {
	return boolFlag("reconnect", "", groupTime, "connect again when the connection was dropped, or closed for the time being; for ever, or as long as --retry-for says")
}

func flowFlags(wait string) []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "count", Aliases: []string{"n"}, Category: groupFlow, DefaultText: "no limit",
			Usage: "end with status 0 once `N` messages were printed, else with 1"},
		durationFlag("wait", groupFlow, "", wait),
		&cli.StringSliceFlag{Name: "on-open", Category: groupFlow, KeepSpace: true,
			Usage: "send text `MESSAGE` as soon as the connection is open"},
		&cli.IntFlag{Name: "close-code", Category: groupFlow, DefaultText: "1000",
			Usage: "close with `CODE`: 0 for none, or any that may be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999"},
		&cli.StringFlag{Name: "close-reason", Category: groupFlow,
			Usage: "close with `REASON`, at most 123 bytes"},
	}
}

// formatFlagNames are the flags of which only one can hold.
var formatFlagNames = []string{"null", "base64", "hex", "raw", "length", "json"} //nolint:gochecknoglobals // a constant

func formatFlags() []cli.Flag {
	return []cli.Flag{
		boolFlag("null", "0", groupFormat, "messages end with NUL instead of LF"),
		boolFlag("base64", "", groupFormat, "a line of base64 is a message"),
		boolFlag("hex", "", groupFormat, "a line of hex digits is a message"),
		boolFlag("raw", "", groupFormat, "bytes with nothing between messages"),
		boolFlag("length", "", groupFormat, "a 4-byte big-endian length before each message"),
		boolFlag("json", "", groupFormat, "a JSON object a line; on stdout for every event"),
		&cli.StringFlag{Name: "input", Category: groupFormat,
			Usage: "`FORMAT` of stdin alone: lines, null, base64, hex, raw, length, json"},
		&cli.StringFlag{Name: "output", Category: groupFormat,
			Usage: "`FORMAT` of stdout alone"},
		boolFlag("text", "", groupFormat, "send text messages"),
		boolFlag("binary", "", groupFormat, "send binary messages"),
		maxMessageSizeFlag(),
		&cli.StringFlag{Name: "flush", Category: groupFormat, DefaultText: "idle",
			Usage: "write stdout `WHEN`: after each message, or when idle"},
	}
}

func maxMessageSizeFlag() cli.Flag {
	return &cli.StringFlag{Name: "max-message-size", Category: groupFormat,
		Usage: "refuse messages of more than `BYTES` (k, M, G); default 100M where a message must be held, else none"}
}

func reportFlags() []cli.Flag {
	return []cli.Flag{
		boolFlag("quiet", "q", groupReport, "say nothing on stderr"),
		&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Category: groupReport, Count: new(int), DisableDefaultText: true,
			Usage: "show the handshake on stderr; -vv every frame too"},
		boolFlag("no-color", "", groupReport, "no colour on a terminal (NO_COLOR does the same)"),
	}
}

func boolFlag(name, alias, group, usage string) cli.Flag {
	f := &cli.BoolFlag{Name: name, Category: group, Usage: usage, DisableDefaultText: true}
	if alias != "" {
		f.Aliases = []string{alias}
	}
	return f
}

func durationFlag(name, group, byDefault, usage string) cli.Flag {
	return &cli.GenericFlag{Name: name, Category: group, Value: new(durationValue), DefaultText: byDefault, Usage: usage}
}

// formats finds the format of each direction.
func formats(c *cli.Context) (in, out codec.Format, err error) {
	both := ""
	for _, name := range formatFlagNames {
		if !c.Bool(name) {
			continue
		}
		if both != "" {
			return 0, 0, usagef("--%s and --%s contradict each other; --input and --output name one direction each", both, name)
		}
		both = name
	}
	if in, err = oneFormat(c, "input", both); err != nil {
		return 0, 0, err
	}
	out, err = oneFormat(c, "output", both)
	return in, out, err
}

func oneFormat(c *cli.Context, flag, both string) (codec.Format, error) {
	name := c.String(flag)
	if name == "" {
		name = both
	}
	if name == "" {
		return codec.Lines, nil
	}
	f, err := codec.ParseFormat(name)
	if err != nil {
		return 0, usagef("--%s: %w", flag, err)
	}
	return f, nil
}
