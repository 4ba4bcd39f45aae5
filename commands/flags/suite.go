package flags

import (
	"context"
	"runtime"
	"slices"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/suite"
	"wspipe/commands/transcript"
)

// Check is the command line of check.
type Check struct {
	All []*Flag
	Values
	Jobs     Number
	Reports  List
	Repeat   Number
	FailFast Switch
	Update   Switch
	DryRun   Switch
	Reach
	Time
	Largest
	Report
}

// ForCheck returns the flags of check.
func ForCheck() *Check {
	g := &Check{}
	g.All = bind(g.flags(), g.Reach.flags(), g.Time.flags(), []*Flag{g.Largest.flag()}, g.Report.flags())
	return g
}

func (g *Check) flags() []*Flag {
	return []*Flag{
		g.defineFlag(fromEnvironment),
		{Name: "jobs", Group: transcripts, Kind: Count, Default: "1", Brief: "run N files in parallel", Field: &g.Jobs,
			Usage: "run `N` files in parallel"},
		{Name: "report", Group: transcripts, Values: []string{"junit=", "tap=", "json=", "github=-"}, Brief: "results for CI: junit, tap, json, github", Field: &g.Reports,
			Usage: "write the results to FILE (- is stdout): `junit=FILE`, tap=FILE, json=FILE or github=FILE"},
		{Name: "repeat", Group: transcripts, Kind: Count, OneOf: "runs", Field: &g.Repeat,
			Usage: "run each file `N` times, and say how long its steps took"},
		{Name: "fail-fast", Group: transcripts, Brief: "start no file once one has failed", Field: &g.FailFast,
			Usage: "start no file once one has failed"},
		{Name: "update", Group: transcripts, OneOf: "runs", Brief: "write what came into literal < lines", Field: &g.Update,
			Usage: "write what came into < lines with literal messages, in files that pass except for them"},
		g.allowRunFlag(),
		{Name: "dry-run", Group: transcripts, Field: &g.DryRun,
			Usage: "only say whether the files parse; this needs neither values nor --allow-run"},
	}
}

// Options returns the options that the flags and arguments set.
func (g *Check) Options(ctx context.Context, args []string, s stdio.Streams) (suite.Options, error) {
	o := suite.Options{Options: dial.Options{Client: client.Options{Lenient: true}, Echo: server.StartEcho}, Verbosity: g.verbosity(), Jobs: 1}
	o.Update, o.DryRun, o.FailFast, o.Handshake = g.Update.On, g.DryRun.On, g.FailFast.On, addHandshake
	var f stdio.Formats
	err := firstOf(
		func() error { return fillFiles(args, &o) },
		func() error { return g.fillRuns(&o) },
		func() error { return contradiction(g.All) },
		func() error { return g.fillReports(&o) },
		func() error { return g.fillValues(&o) },
		func() error { return g.Pulse.fill(&o.Client) },
		func() error { return g.Timeout.into(&o.Timeout) },
		func() error { return g.RetryFor.into(&o.RetryFor) },
		func() error { return g.Largest.fill(&f) },
		func() error { return g.Reach.fill(ctx, s, o.Verbosity, &o.Client) },
	)
	o.Client.MaxMessageSize = f.Largest()
	return o, err
}

// fillFiles separates the URL from the files.
func fillFiles(args []string, o *suite.Options) error {
	for _, arg := range args {
		switch {
		case arg != transcript.EchoURL && !dial.IsURL(arg):
			o.Files = append(o.Files, arg)
		case o.Url != "":
			return status.Usagef("check takes one URL, not %s too", client.WithoutUser(arg))
		default:
			o.Url = arg
		}
	}
	if o.Url != "" { // report an error that would affect all files only once
		if _, err := transcript.ShownURL(o.Url); err != nil {
			return err
		}
	}
	return checkFiles(o)
}

func checkFiles(o *suite.Options) error {
	if len(o.Files) == 0 {
		return status.Usagef("no FILE given, which has the conversation in it (a URL alone is for send, connect and listen)")
	}
	if i := slices.Index(o.Files, "-"); i >= 0 && slices.Contains(o.Files[i+1:], "-") {
		return status.Usagef("- is given twice, and stdin can be read once")
	}
	if o.Update && slices.Contains(o.Files, "-") {
		return status.Usagef("--update can't write to stdin (-)")
	}
	return nil
}

func (g *Check) fillValues(o *suite.Options) error {
	defined, err := g.definitions()
	o.Lookup, o.Environ, o.AllowRun = defined.lookup, defined.environ(), g.AllowRun.On
	return err
}

const (
	maxJobs   = 1000      // far more than any machine can use
	maxRepeat = 1_000_000 // keeps the results of all runs within memory
)

func (g *Check) fillRuns(o *suite.Options) error {
	o.Jobs, o.Repeat = g.Jobs.or(1), g.Repeat.Value
	switch {
	case o.Jobs < 1 || o.Jobs > maxJobs:
		return g.Jobs.wrong("%d is not a number of files to run side by side, such as %d", o.Jobs, runtime.NumCPU())
	case g.Repeat.Given && (o.Repeat < 1 || o.Repeat > maxRepeat):
		return g.Repeat.wrong("%d is not a number of times to run each file", o.Repeat)
	}
	return nil
}

func (g *Check) fillReports(o *suite.Options) error {
	for _, value := range g.Reports.Values {
		r, err := results.ParseReport(value)
		if err != nil {
			return g.Reports.wrong("%w", err)
		}
		for _, other := range o.Reports {
			if r.File() == "-" && other.File() == "-" {
				return g.Reports.wrong("stdout takes one report, not %s and %s", other.Kind(), r.Kind())
			}
		}
		o.Reports = append(o.Reports, r)
	}
	return nil
}
