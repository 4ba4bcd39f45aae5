package flags

import (
	"os"
	"slices"

	"wspipe/commands/stdio"
)

// Report is how much is written to stderr.
type Report struct {
	Quiet   Switch
	Verbose Counter
	NoColor Switch
}

func (g *Report) flags() []*Flag { return g.flagsWhere("print nothing on stderr") }

// plainFlags returns the flags of a command that opens no connection.
func (g *Report) plainFlags() []*Flag {
	return slices.DeleteFunc(g.flags(), func(f *Flag) bool { return f.Name == "verbose" })
}

// flagsWhere returns the flags of a command; quiet says what --quiet does.
func (g *Report) flagsWhere(quiet string) []*Flag {
	return []*Flag{
		{Name: "quiet", Short: "q", Group: report, Brief: quiet, Usage: quiet, Field: &g.Quiet},
		{Name: "verbose", Short: "v", Group: report, Brief: "show the handshake; -vv every frame too", Usage: "show the handshake on stderr; -vv every frame too", Field: &g.Verbose},
		{Name: "no-color", Group: report, Usage: "no colour on a terminal (NO_COLOR does the same)", Field: &g.NoColor},
	}
}

func (g *Report) verbosity() stdio.Verbosity {
	return stdio.Verbosity{
		Quiet:   g.Quiet.On,
		Verbose: g.Verbose.Times,
		Color:   !g.NoColor.On && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}

// Recording is the record to keep of a session.
type Recording struct{ Record Text }

func (g *Recording) flags() []*Flag {
	return []*Flag{{Name: "record", Group: report, Kind: File, Values: []string{"*.wst"}, Brief: "record the conversation as a transcript", Field: &g.Record,
		Usage: "write the conversation to `FILE`, in place of what it held, for wspipe check and wspipe serve --replay"}}
}
