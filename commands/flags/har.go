package flags

import (
	"wspipe/commands/har"
	"wspipe/commands/status"
)

// Import is the command line of import.
type Import struct {
	All    []*Flag
	Folder Text
	Match  Text
	Report
}

// ForImport returns the flags of import.
func ForImport() *Import {
	g := &Import{}
	g.All = bind([]*Flag{
		{Name: "dir", Short: "d", Group: transcripts, Kind: Folder, Brief: "write one file per connection", Field: &g.Folder,
			Usage: "write one file per connection to `DIR`; without it, the only connection goes to stdout"},
		{Name: "match", Group: transcripts, Brief: "take only some connections", Field: &g.Match,
			Usage: "take the connections whose whole URL matches `PATTERN`, where * matches anything and ? one character"},
	}, g.Report.plainFlags())
	return g
}

// Options returns the options that the flags and arguments set.
func (g *Import) Options(args []string) (har.Options, error) {
	o := har.Options{Verbosity: g.verbosity(), Folder: g.Folder.Value, Match: g.Match.Value}
	switch {
	case len(args) == 0:
		return o, status.Usagef("no FILE given, which is a HAR, as the developer tools of browsers export it")
	case len(args) > 1:
		return o, status.Usagef("import takes one file, not %s too", status.WithoutLogin(args[1]))
	}
	o.File = args[0]
	return o, nil
}
