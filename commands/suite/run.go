package suite

import (
	"context"
	"io"
	"slices"

	"wspipe/commands/program"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Run runs nothing unless everything can be run: every file parses, and every report can be
// written.
func Run(caller context.Context, o Options, s stdio.Streams) error {
	r := stdio.NewVoice(s, o.Verbosity)
	var err error
	if o.Files, err = transcript.InFolders(o.Files); err != nil {
		return err
	}
	if twice(o.Files) && o.Update {
		return status.Usagef("--update: a file is given twice")
	}
	if o.AllowRun {
		program.MindBrokenPipes()
	}
	files := readTranscripts(o, s.In)
	if o.DryRun {
		return files.syntax(r)
	}
	reports, err := openReports(o.Reports, o.Files, s)
	if err != nil {
		return err
	}
	if err := files.syntax(r); err != nil {
		_ = reports.write(files.unrun()) // the syntax error matters more
		return err
	}
	caller, watch := s.WatchSignals(caller, 0)
	watch()
	printed := newPrinter(o, s)
	c := &suite{o: o, voice: r, print: printed.print, outages: map[string]*outage{}}
	all := c.runAll(caller, files.repeated(o.Repeat), c.telling(s.Err))
	written := reports.write(all)
	return firstOf(r, interrupted(caller), written, c.notUpdated, printed.lost(), checked(all))
}

// telling returns a function that prints each result. For a repeated file it prints only failures,
// and at the end how long the steps took.
func (s *suite) telling(w io.Writer) func(results.Result) {
	runs := results.Runs{}
	return func(r results.Result) {
		runs = append(runs, r)
		over := len(runs) >= s.o.Repeat
		if !s.o.Quiet && r.NotRun == "" && (r.Failure != nil || s.o.Repeat == 0 || s.voice.Verbose > 0) {
			r.Print(w, s.voice.Color)
		}
		if over && !s.o.Quiet && s.o.Repeat > 0 {
			runs.Print(w, s.voice.Color)
		}
		if over {
			runs = nil
		}
	}
}

// twice reports whether any file is given more than once.
func twice(files []string) bool {
	sorted := slices.Sorted(slices.Values(files))
	return len(slices.Compact(sorted)) < len(files)
}

// interrupted returns the signal that ended the run, if there was one.
func interrupted(caller context.Context) error {
	if caller.Err() == nil {
		return nil
	}
	return status.Interruption(caller)
}

// firstOf returns the first error, and reports the others.
func firstOf(r *stdio.Voice, errs ...error) error {
	var first error
	for _, err := range errs {
		switch {
		case err == nil:
		case first == nil:
			first = err
		case !status.Is[*status.SignalError](first):
			r.Say(status.Explain(err))
		}
	}
	return first
}

// checked returns the error for the results; nil if all passed.
func checked(all []results.Result) error {
	failed, notRun := 0, 0
	for _, result := range all {
		switch {
		case result.Failure != nil:
			failed++
		case result.NotRun != "":
			notRun++
		}
	}
	if failed == 0 {
		return nil
	}
	return &checkError{failed: failed, notRun: notRun, of: len(all), status: results.Status(all)}
}
