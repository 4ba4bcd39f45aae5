package flags

import (
	"runtime"
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/server"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/suite"
	"wspipe/commands/transcript"
)

// CheckFlags are those of check.
func CheckFlags() []cli.Flag {
	return slices.Concat([]cli.Flag{
		DefineFlag(),
		&cli.IntFlag{Name: "jobs", Category: groupTranscript, DefaultText: "1",
			Usage: "run `N` files side by side"},
		&cli.StringSliceFlag{Name: "report", Category: groupTranscript,
			Usage: "write the results to FILE, - being stdout, in `junit=FILE`, tap=FILE, json=FILE or github=FILE"},
		&cli.IntFlag{Name: "repeat", Category: groupTranscript,
			Usage: "run each file `N` times, and say how long its steps took"},
		BoolFlag("fail-fast", "", groupTranscript, "begin no file once one has failed"),
		BoolFlag("update", "", groupTranscript, "have the < lines with literal messages say what came, in files that pass but for them"),
		AllowRunFlag(),
		BoolFlag("dry-run", "", groupTranscript, "only say whether the files parse; neither values nor --allow-run are needed for that"),
	}, connectionFlags(), networkFlags(), tlsFlags(), timeFlags(), []cli.Flag{maxMessageSizeFlag()}, ReportFlags())
}

// ReadCheckOptions reads what the flags of check say.
func ReadCheckOptions(c *cli.Context, s stdio.Streams) (suite.Options, error) {
	o := suite.Options{Options: dial.Options{Client: client.Options{Lenient: true}, Echo: server.StartEcho}, Verbosity: readVerbosity(c), Jobs: 1, Update: c.Bool("update")}
	for _, arg := range c.Args().Slice() {
		switch {
		case arg != transcript.EchoURL && !dial.IsURL(arg):
			o.Files = append(o.Files, arg)
		case o.Url != "":
			return o, status.Usagef("check takes one URL, not %s too", client.WithoutUser(arg))
		default:
			o.Url = arg
		}
	}
	if o.Url != "" { // what is wrong with one for all files is said once
		if _, err := transcript.ShownURL(o.Url); err != nil {
			return o, err
		}
	}
	for _, read := range []func(*cli.Context, *suite.Options) error{readFiles, readJobs, readRepeat, readReports} {
		if err := read(c, &o); err != nil {
			return o, err
		}
	}
	defined, err := readDefined(c)
	if err != nil {
		return o, err
	}
	o.Lookup, o.Environ, o.AllowRun, o.Handshake = defined.lookup, defined.environ(), c.Bool("allow-run"), addHandshake
	o.DryRun, o.FailFast = c.Bool("dry-run"), c.Bool("fail-fast")
	var f stdio.Formats
	for _, read := range []func() error{
		func() error { return readTimes(c, &o.Client) },
		func() error { return readTime(c, "timeout", &o.Timeout) },
		func() error { return readTime(c, "retry-for", &o.RetryFor) },
		func() error { return readFormats(c, &f) },
		func() error { return readConnection(c, &o.Client) },
		func() error { return readNetwork(c, &o.Client) },
		func() error { return readSecrets(c, s, o.Verbosity, &o.Client) },
	} {
		if err := read(); err != nil {
			return o, err
		}
	}
	o.Client.MaxMessageSize = f.Largest()
	return o, nil
}

func readFiles(_ *cli.Context, o *suite.Options) error {
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

// maxJobs is far more than a machine has use for.
const maxJobs = 1000

func readJobs(c *cli.Context, o *suite.Options) error {
	if !c.IsSet("jobs") {
		return nil
	}
	if o.Jobs = c.Int("jobs"); o.Jobs < 1 || o.Jobs > maxJobs {
		return status.Usagef("--jobs: %d is not a number of files to run side by side, such as %d", o.Jobs, runtime.NumCPU())
	}
	return nil
}

// maxRepeat keeps what is kept of each run within memory.
const maxRepeat = 1_000_000

func readRepeat(c *cli.Context, o *suite.Options) error {
	if !c.IsSet("repeat") {
		return nil
	}
	switch o.Repeat = c.Int("repeat"); {
	case o.Repeat < 1 || o.Repeat > maxRepeat:
		return status.Usagef("--repeat: %d is not a number of times to run each file", o.Repeat)
	case o.Update:
		return status.Usagef("--repeat and --update contradict each other")
	}
	return nil
}

func readReports(c *cli.Context, o *suite.Options) error {
	for _, value := range c.StringSlice("report") {
		r, err := results.ParseReport(value)
		if err != nil {
			return status.Usagef("--report: %w", err)
		}
		for _, other := range o.Reports {
			if r.File() == "-" && other.File() == "-" {
				return status.Usagef("--report: stdout takes one report, not %s and %s", other.Kind(), r.Kind())
			}
		}
		o.Reports = append(o.Reports, r)
	}
	return nil
}
