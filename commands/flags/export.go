package flags

import (
	"wspipe/commands/export"
	"wspipe/commands/status"
)

// Export is the command line of export.
type Export struct {
	All []*Flag
	Values
	Report
}

// ForExport returns the flags of export.
func ForExport() *Export {
	g := &Export{}
	g.All = bind([]*Flag{g.defineFlag("are given to k6 when the script runs: k6 run -e NAME=VALUE")}, g.Report.plainFlags())
	return g
}

// Options returns the options that the flags and arguments set. Values from the environment are
// read when the script runs, so that its secrets aren't written down.
func (g *Export) Options(args []string) (export.Options, error) {
	o := export.Options{Verbosity: g.verbosity()}
	switch {
	case len(args) == 0 || args[0] != "k6":
		return o, status.Usagef("export makes scripts for k6: wspipe export k6 FILE…")
	case len(args) == 1:
		return o, status.Usagef("no FILE given, which has the conversation in it")
	}
	o.Files = args[1:]
	defined, err := g.definitions()
	o.Lookup = func(name string) (string, bool) {
		value, ok := defined[name]
		return value, ok
	}
	return o, err
}
