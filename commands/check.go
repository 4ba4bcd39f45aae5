package commands

import (
	"context"

	"github.com/urfave/cli/v2"

	"wspipe/commands/results"
)

func checkCommand(s streams) *cli.Command {
	return command("check", "run recorded conversations as tests", "[URL] FILE…",
		"Each FILE is a transcript: a line a step, - for stdin. URL replaces those in the files.\n"+
			"What went well takes a line on stderr, and what didn't a few; reports are for CI systems.\n"+
			"--timeout is for each file.",
		checkFlags(),
		func(c *cli.Context) error {
			o, err := readCheckOptions(c, s)
			if err != nil {
				return err
			}
			return runCheck(c.Context, o, s)
		})
}

// runCheck runs nothing unless all can be: every file parses, and every report
// can be written.
func runCheck(caller context.Context, o checkOptions, s streams) error {
	r := &report{w: s.err, quiet: o.quiet, verbose: o.verbose, color: o.color && s.errTTY}
	files, err := readTranscripts(o, s, r)
	if err != nil {
		return err
	}
	reports, err := openReports(o.reports, s.out)
	if err != nil {
		return err
	}
	watched := func() {}
	if s.signals {
		caller, watched = withSignals(caller, 0)
	}
	watched()
	c := &checker{o: o, report: r}
	all := c.runAll(caller, files, func(result results.Result) {
		if !o.quiet {
			result.Print(s.err, r.color)
		}
	})
	err = reports.write(all)
	switch {
	case caller.Err() != nil:
		return interruption(caller)
	case err != nil:
		return err
	}
	return checked(all)
}

// checked is what the results come to.
func checked(all []results.Result) error {
	failed := 0
	for _, result := range all {
		if result.Failure != nil {
			failed++
		}
	}
	if failed == 0 {
		return nil
	}
	return &checkError{failed: failed, of: len(all), status: results.Status(all)}
}
