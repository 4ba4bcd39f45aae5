package commands

import (
	"runtime"
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/transcript"
)

// checkOptions are what the flags of check say. Of options, those about the
// connection, the times and the report count; url is empty where the files say it.
type checkOptions struct {
	options
	files   []string
	defined definitions
	jobs    int
	reports []results.Report
	update  bool
}

func checkFlags() []cli.Flag {
	return slices.Concat([]cli.Flag{
		defineFlag(),
		&cli.IntFlag{Name: "jobs", Category: groupTranscript, DefaultText: "1",
			Usage: "run `N` files side by side"},
		&cli.StringSliceFlag{Name: "report", Category: groupTranscript,
			Usage: "write the results to FILE, - being stdout, in `junit=FILE`, tap=FILE or json=FILE"},
		boolFlag("update", "", groupTranscript, "have the < lines with literal messages say what came, in files that pass but for them"),
	}, connectionFlags(), networkFlags(), tlsFlags(), timeFlags(), []cli.Flag{maxMessageSizeFlag()}, reportFlags())
}

func readCheckOptions(c *cli.Context, s streams) (checkOptions, error) {
	o := checkOptions{options: reportOptions(c), jobs: 1, update: c.Bool("update")}
	for _, arg := range c.Args().Slice() {
		switch {
		case arg != transcript.EchoURL && !dial.IsURL(arg):
			o.files = append(o.files, arg)
		case o.url != "":
			return o, usagef("check takes one URL, not %s too", client.WithoutUser(arg))
		default:
			o.url = arg
		}
	}
	if o.url != "" { // what is wrong with one for all files is said once
		if _, err := transcript.ShownURL(o.url); err != nil {
			return o, err
		}
	}
	for _, read := range []func(*cli.Context, *checkOptions) error{readFiles, readJobs, readReports} {
		if err := read(c, &o); err != nil {
			return o, err
		}
	}
	var err error
	if o.defined, err = readDefined(c); err != nil {
		return o, err
	}
	for _, read := range []func(*cli.Context, *options) error{readTimes, readFormats, readConnection, readNetwork} {
		if err := read(c, &o.options); err != nil {
			return o, err
		}
	}
	return o, readSecrets(c, s, &o.options)
}

func readFiles(_ *cli.Context, o *checkOptions) error {
	if len(o.files) == 0 {
		return usagef("no FILE given, which has the conversation in it (a URL alone is for send, connect and listen)")
	}
	if i := slices.Index(o.files, "-"); i >= 0 && slices.Contains(o.files[i+1:], "-") {
		return usagef("- is given twice, and stdin can be read once")
	}
	if o.update && slices.Contains(o.files, "-") {
		return usagef("--update can't write to stdin (-)")
	}
	if sorted := slices.Sorted(slices.Values(o.files)); o.update && len(slices.Compact(sorted)) < len(o.files) {
		return usagef("--update: a file is given twice")
	}
	return nil
}

// maxJobs is far more than a machine has use for.
const maxJobs = 1000

func readJobs(c *cli.Context, o *checkOptions) error {
	if !c.IsSet("jobs") {
		return nil
	}
	if o.jobs = c.Int("jobs"); o.jobs < 1 || o.jobs > maxJobs {
		return usagef("--jobs: %d is not a number of files to run side by side, such as %d", o.jobs, runtime.NumCPU())
	}
	return nil
}

func readReports(c *cli.Context, o *checkOptions) error {
	for _, value := range c.StringSlice("report") {
		r, err := results.ParseReport(value)
		if err != nil {
			return usagef("--report: %w", err)
		}
		for _, other := range o.reports {
			if r.File() == "-" && other.File() == "-" {
				return usagef("--report: stdout takes one report, not %s and %s", other.Kind(), r.Kind())
			}
		}
		o.reports = append(o.reports, r)
	}
	return nil
}
