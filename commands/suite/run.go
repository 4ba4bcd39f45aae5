package suite

import (
	"context"
	"slices"
	"sync"

	"wspipe/codec"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Run runs nothing unless all can be: every file parses, and every report
// can be written.
func Run(caller context.Context, o Options, s stdio.Streams) error {
	r := stdio.NewVoice(s, o.Verbosity)
	files := readTranscripts(o, s.In)
	if o.DryRun {
		return files.syntax(r)
	}
	reports, err := openReports(o.Reports, o.Files, s)
	if err != nil {
		return err
	}
	if err := files.syntax(r); err != nil {
		_ = reports.write(files.unrun()) // what doesn't parse is the worse
		return err
	}
	caller, watch := s.WatchSignals(caller, 0)
	watch()
	c := &checker{o: o, voice: r, print: printing(o, s)}
	all := c.runAll(caller, files, func(result results.Result) {
		if !o.Quiet && result.NotRun == "" {
			result.Print(s.Err, r.Color)
		}
	})
	written := reports.write(all)
	return firstOf(r, interrupted(caller), written, c.notUpdated, checked(all))
}

// printing is where print lines say what they do: on stdout, unless a report is
// there. On a terminal nothing in it steers that.
func printing(o Options, s stdio.Streams) func([]byte) {
	to, terminal := s.Out, s.OutTTY
	if slices.ContainsFunc(o.Reports, func(r results.Report) bool { return r.File() == "-" }) {
		to, terminal = s.Err, s.ErrTTY
	}
	var mu sync.Mutex
	return func(text []byte) {
		mu.Lock()
		defer mu.Unlock()
		if terminal {
			text = []byte(codec.Visible(string(text)))
		}
		_, _ = to.Write(text)
	}
}

// interrupted is a signal, if there was one.
func interrupted(caller context.Context) error {
	if caller.Err() == nil {
		return nil
	}
	return status.Interruption(caller)
}

// firstOf returns the first error, and says the others.
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
