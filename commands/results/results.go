// Package results reports the results of conversations that were run as tests: to people, one line
// for each and more for a failure, and to CI systems in their formats. It knows nothing about
// transcripts and networks.
package results

import (
	"fmt"
	"time"
)

// Result is the result of one transcript.
type Result struct {
	File    string // as named on the command line
	Began   time.Time
	Took    time.Duration
	Steps   int      // in the file
	Passed  int      // steps that passed; the rest after a failure were skipped
	Updated int      // lines that --update rewrote
	NotRun  string   // why it was not run, such as "interrupted"; empty if it was
	Timed   []Step   // the steps that were tried, in order
	Failure *Failure // nil if all passed
	// Conversation is set if the file passed and Print should show the conversation, too.
	Conversation []string
}

// Step is a line of a transcript that was tried.
type Step struct {
	File string // of the line, if it isn't the Result's
	Line int
	Text string        // as in the file
	Took time.Duration // mostly waiting
}

// Failure is the step that failed, or any other reason why the conversation ended. Its strings may
// contain anything: formats replace what they can't represent, such as line breaks within a line.
type Failure struct {
	Line    int    // 0: none in particular; then no step counts as failed
	Step    string // as in the file
	Problem string // in one line: "no message came within 5s", "expected …, got …"
	// Expected and Got are set if something was compared.
	Expected, Got string
	Detail        string // where they differ: ".ok: expected true, got false"
	Status        int    // the exit status for this failure alone: 1, 3, 4, 6, 8 or 70; 2 if a file doesn't parse
	// Conversation is everything sent, received and observed so far, one line each, such as `   3
	// > {"op":"join"}`. Print shows the end of it; reports have all of it.
	Conversation []string
	File         string // of the line, if it isn't the Result's
}

// Exit statuses, as in package status.
const (
	statusUnmet     = 1
	statusUsage     = 2
	statusConnect   = 3
	statusHandshake = 4
	statusTimeout   = 6
	statusLocal     = 8
	statusFault     = 70
)

// Status returns the exit status of a run: "0 all passed, 1 a step failed, 2 a file that doesn't
// parse (nothing is run then), 3, 4, 6 … when that was what ended every failure". A fault of our
// own takes precedence over anything that a server does.
func Status(results []Result) int {
	status := 0
	for _, r := range results {
		if r.Failure == nil {
			continue
		}
		one := statusUnmet
		switch r.Failure.Status {
		case statusUsage, statusFault:
			return r.Failure.Status
		case statusConnect, statusHandshake, statusTimeout, statusLocal:
			one = r.Failure.Status
		}
		if status != 0 && status != one {
			one = statusUnmet
		}
		status = one
	}
	return status
}

// skipped returns how many steps were not tried.
func (r Result) skipped() int {
	left := r.Steps - r.Passed
	if r.Failure != nil && r.Failure.Line > 0 {
		left--
	}
	return max(left, 0)
}

// place returns the place of the failure, in the form that editors and terminals link.
func (r Result) place() string {
	if r.Failure.Line > 0 {
		return fmt.Sprintf("%s:%d", r.Failure.in(r.File), r.Failure.Line)
	}
	return r.File
}

// file and line return where to start reading: at the failure, or at the beginning.
func (r Result) file() string {
	if r.Failure != nil {
		return r.Failure.in(r.File)
	}
	return r.File
}

func (r Result) line() int {
	if r.Failure != nil && r.Failure.Line > 0 {
		return r.Failure.Line
	}
	return 1
}

// in returns the file that the line is in.
func (f *Failure) in(file string) string {
	if f.File != "" {
		return f.File
	}
	return file
}

// span returns when the first conversation began, and the time from then to the end of the last:
// less than the sum if they ran in parallel.
func span(results []Result) (began time.Time, took time.Duration) {
	var end time.Time
	for i, r := range results {
		if i == 0 || r.Began.Before(began) {
			began = r.Began
		}
		if last := r.Began.Add(r.Took); i == 0 || last.After(end) {
			end = last
		}
	}
	return began, max(end.Sub(began), 0)
}
