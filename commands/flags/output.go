package flags

import (
	"os"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/session"
)

// Printing is how messages are printed.
type Printing struct {
	Jq       Text
	Time     Switch
	WriteOut Text
}

func (g *Printing) flags() []*Flag {
	return []*Flag{
		{Name: "jq", Group: output, Brief: "print what a jq filter makes of each JSON message", Field: &g.Jq,
			Usage: "print the output of `FILTER` for each JSON message, one per line; skip other messages"},
		{Name: "time", Group: output, Field: &g.Time,
			Usage: "print the time before each line: RFC 3339, with milliseconds"},
		{Name: "write-out", Short: "w", Group: output, Field: &g.WriteOut,
			Usage: "at the end print `FORMAT` to stderr, as in curl: %{time_open} %{http_code} %{close_code} %{status} %{json} …; @FILE reads it from FILE"},
	}
}

// fill runs after the formats' fill.
func (g *Printing) fill(o *session.Options) (err error) {
	if err := g.fillWriteOut(o); err != nil {
		return err
	}
	if o.Formats.Time = g.Time.On; o.Formats.Time {
		switch {
		case o.Output == codec.JSON:
			return g.Time.wrong("every line of --json has its time already")
		case !o.Output.IsLine():
			return g.Time.wrong("it goes before lines, and %v has none", o.Output)
		}
	}
	if !g.Jq.Given {
		return nil
	}
	if o.Output != codec.Lines {
		return g.Jq.wrong("its outputs are lines, not %v", o.Output)
	}
	if o.Filter, err = matcher.ParseFilter(g.Jq.Value); err != nil {
		return g.Jq.wrong("%w", err)
	}
	return nil
}

func (g *Printing) fillWriteOut(o *session.Options) error {
	if !g.WriteOut.Given {
		return nil
	}
	format := g.WriteOut.Value
	if name, ok := strings.CutPrefix(format, "@"); ok {
		text, err := os.ReadFile(name)
		if err != nil {
			return g.WriteOut.wrong("%w", err)
		}
		format = string(text)
	}
	var err error
	if o.WriteOut, err = session.ParseWriteOut(format); err != nil {
		return g.WriteOut.wrong("%w", err)
	}
	return nil
}
