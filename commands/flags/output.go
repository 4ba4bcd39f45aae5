package flags

import (
	"github.com/urfave/cli/v2"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/session"
	"wspipe/commands/status"
)

// outputFlags say what is made of messages where they are printed.
func outputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "jq", Category: groupOutput,
			Usage: "print what `FILTER` makes of each JSON message, a line an output, and nothing of others"},
		BoolFlag("time", "", groupOutput, "print the time before each line: RFC 3339, with milliseconds"),
	}
}

func readOutput(c *cli.Context, o *session.Options) error {
	if o.Formats.Time = c.Bool("time"); o.Formats.Time {
		switch o.Output {
		case codec.Lines, codec.Base64, codec.Hex:
		case codec.JSON:
			return status.Usagef("--time: every line of --json has its time already")
		default:
			return status.Usagef("--time: it goes before lines, and %v has none", o.Output)
		}
	}
	text := c.String("jq")
	if !c.IsSet("jq") {
		return nil
	}
	if o.Output != codec.Lines {
		return status.Usagef("--jq: its outputs are lines, not %v", o.Output)
	}
	var err error
	if o.Filter, err = matcher.ParseFilter(text); err != nil {
		return status.Usagef("--jq: %w", err)
	}
	return nil
}
