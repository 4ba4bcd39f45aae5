// Package flags is what can be said on the command line: the flags of each
// command, in groups, and how they and their variables become the options that
// session, server, suite and keys define. It opens no connection and runs
// nothing; what is wrong with a flag is a usage error that names it.
package flags

import (
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/codec"
	"wspipe/commands/status"
)

// The headings of the help.
const (
	groupTranscript  = "transcript"
	GroupConnection  = "connection"
	groupNetwork     = "network"
	GroupTLS         = "TLS"
	GroupTime        = "time"
	GroupFlow        = "flow"
	groupFormat      = "format"
	groupOutput      = "output"
	groupExpectation = "expectation"
	groupReport      = "report"
)

// SharedFlags are the flags of every command that connects; wait says what
// --wait does where it isn't given.
func SharedFlags(wait string) []cli.Flag {
	return slices.Concat(connectionFlags(), networkFlags(), tlsFlags(), timeFlags(), flowFlags(wait), FormatFlags(), outputFlags(), expectationFlags(), ReportFlags())
}

func timeFlags() []cli.Flag {
	return []cli.Flag{
		DurationFlag("connect-timeout", GroupTime, "30s", "allow `DURATION` for name lookup to the end of the handshake"),
		DurationFlag("timeout", GroupTime, "", "allow `DURATION` for everything"),
		DurationFlag("close-timeout", GroupTime, "5s", "let the server stay silent for `DURATION` after our close"),
		DurationFlag("ping-interval", GroupTime, "", "send a ping every `DURATION`"),
		DurationFlag("ping-timeout", GroupTime, "", "let a pong take `DURATION` (default: the interval)"),
		DurationFlag("retry-for", GroupTime, "", "keep trying to connect for `DURATION`, while the server is down or too busy"),
	}
}

// ReconnectFlag is for the commands that may stay.
func ReconnectFlag() cli.Flag {
	return BoolFlag("reconnect", "", GroupTime, "connect again when the connection was dropped, or closed for the time being; for ever, or as long as --retry-for says")
}

func flowFlags(wait string) []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "count", Aliases: []string{"n"}, Category: GroupFlow, DefaultText: "no limit",
			Usage: "end with status 0 once `N` messages were printed, else with 1"},
		DurationFlag("wait", GroupFlow, "", wait),
		&cli.StringSliceFlag{Name: "on-open", Category: GroupFlow, KeepSpace: true,
			Usage: "send text `MESSAGE` as soon as the connection is open"},
		&cli.IntFlag{Name: "close-code", Category: GroupFlow, DefaultText: "1000",
			Usage: "close with `CODE`: 0 for none, or any that may be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999"},
		&cli.StringFlag{Name: "close-reason", Category: GroupFlow,
			Usage: "close with `REASON`, at most 123 bytes"},
	}
}

// FormatFlagNames are the flags of which only one can hold.
var FormatFlagNames = []string{"null", "base64", "hex", "raw", "length", "json"} //nolint:gochecknoglobals // a constant

// FormatFlags say how messages are written and read.
func FormatFlags() []cli.Flag {
	return []cli.Flag{
		BoolFlag("null", "0", groupFormat, "messages end with NUL instead of LF"),
		BoolFlag("base64", "", groupFormat, "a line of base64 is a message"),
		BoolFlag("hex", "", groupFormat, "a line of hex digits is a message"),
		BoolFlag("raw", "", groupFormat, "bytes with nothing between messages"),
		BoolFlag("length", "", groupFormat, "a 4-byte big-endian length before each message"),
		BoolFlag("json", "", groupFormat, "a JSON object a line; on stdout for every event"),
		&cli.StringFlag{Name: "input", Category: groupFormat,
			Usage: "`FORMAT` of stdin alone: lines, null, base64, hex, raw, length, json"},
		&cli.StringFlag{Name: "output", Category: groupFormat,
			Usage: "`FORMAT` of stdout alone"},
		BoolFlag("text", "", groupFormat, "send text messages"),
		BoolFlag("binary", "", groupFormat, "send binary messages"),
		maxMessageSizeFlag(),
		&cli.StringFlag{Name: "flush", Category: groupFormat, DefaultText: "idle",
			Usage: "write stdout `WHEN`: after each message, or when idle"},
	}
}

func maxMessageSizeFlag() cli.Flag {
	return &cli.StringFlag{Name: "max-message-size", Category: groupFormat,
		Usage: "refuse messages of more than `BYTES` (k, M, G); default 100M where a message must be held, else none"}
}

// ReportFlags say how much stderr says.
func ReportFlags() []cli.Flag {
	return []cli.Flag{
		BoolFlag("quiet", "q", groupReport, "say nothing on stderr"),
		&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Category: groupReport, Count: new(int), DisableDefaultText: true,
			Usage: "show the handshake on stderr; -vv every frame too"},
		BoolFlag("no-color", "", groupReport, "no colour on a terminal (NO_COLOR does the same)"),
	}
}

// BoolFlag is a flag without a value; alias may be empty.
func BoolFlag(name, alias, group, usage string) cli.Flag {
	f := &cli.BoolFlag{Name: name, Category: group, Usage: usage, DisableDefaultText: true}
	if alias != "" {
		f.Aliases = []string{alias}
	}
	return f
}

// DurationFlag is a flag that takes a time; byDefault is what the help says of it.
func DurationFlag(name, group, byDefault, usage string) cli.Flag {
	return &cli.GenericFlag{Name: name, Category: group, Value: new(DurationValue), DefaultText: byDefault, Usage: usage}
}

// bothFormats finds the format of each direction.
func bothFormats(c *cli.Context) (in, out codec.Format, err error) {
	both := ""
	for _, name := range FormatFlagNames {
		if !c.Bool(name) {
			continue
		}
		if both != "" {
			return 0, 0, status.Usagef("--%s and --%s contradict each other; --input and --output name one direction each", both, name)
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
		return 0, status.Usagef("--%s: %w", flag, err)
	}
	return f, nil
}

// RecordFlag is --record.
func RecordFlag() cli.Flag {
	return &cli.StringFlag{Name: "record", Category: groupReport,
		Usage: "write the conversation to `FILE`, for wspipe check and wspipe serve --replay"}
}
