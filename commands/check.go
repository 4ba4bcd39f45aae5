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
	files := readTranscripts(o, s.in)
	reports, err := openReports(o.reports, o.files, s)
	if err != nil {
		return err
	}
	if err := files.syntax(r); err != nil {
		_ = reports.write(files.unrun()) // what doesn't parse is the worse
		return err
	}
	caller, watch := s.watchSignals(caller, 0)
	watch()
	c := &checker{o: o, report: r}
	all := c.runAll(caller, files, func(result results.Result) {
		if !o.quiet && result.NotRun == "" {
			result.Print(s.err, r.color)
		}
	})
	written := reports.write(all)
	return firstOf(r, interrupted(caller), written, c.notUpdated, checked(all))
}

// interrupted is a signal, if there was one.
func interrupted(caller context.Context) error {
	if caller.Err() == nil {
		return nil
	}
	return interruption(caller)
}

// firstOf returns the first error, and says the others.
func firstOf(r *report, errs ...error) error {
	var first error
	for _, err := range errs {
		switch {
		case err == nil:
		case first == nil:
			first = err
		case !is[*signalError](first):
			r.say(explain(err))
		}
	}
	return first
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
