// Package results tells how conversations went that were run as tests: people,
// in a line each and more for one that failed, and CI systems, in the formats
// that they read. It knows nothing of transcripts and networks.
package results

import (
	"fmt"
	"time"
)

// Result is how one transcript went.
type Result struct {
	File    string // as it was named on the command line
	Began   time.Time
	Took    time.Duration
	Steps   int      // that the file has
	Passed  int      // of them; the rest after a failure was skipped
	Updated int      // lines that --update rewrote
	NotRun  string   // why it wasn't: "interrupted"; empty where it was
	Timed   []Step   // those that were tried, in their order
	Failure *Failure // nil where all passed
	// Conversation is of one that passed, where Print is to show it, too.
	Conversation []string
}

// Step is a line of a transcript that was tried.
type Step struct {
	File string // that the line is in, where that is another one than the Result's
	Line int
	Text string        // as it stands in the file
	Took time.Duration // of which most was waiting
}

// Failure is the step that failed, or what ended the conversation otherwise.
// Its strings may hold anything: what a format has no place for, such as line
// breaks where there is one line, is replaced.
type Failure struct {
	Line    int    // 0: none in particular; no step counts as failed then
	Step    string // as it stands in the file
	Problem string // in one line: "no message came within 5s", "expected …, got …"
	// Expected and Got are there where something was compared.
	Expected, Got string
	Detail        string // where they differ: ".ok: expected true, got false"
	Status        int    // the exit status that this failure alone makes: 1, 3, 4, 6, 8 or 70; 2 where a file doesn't parse
	// Conversation is what was sent, came and happened so far, a line each, such
	// as `   3  > {"op":"join"}`. Print shows the end of it, reports have all.
	Conversation []string
	File         string // that the line is in, where that is another one than the Result's
}

// Exit statuses, as in commands/exit.go.
const (
	statusUnmet     = 1
	statusUsage     = 2
	statusConnect   = 3
	statusHandshake = 4
	statusTimeout   = 6
	statusLocal     = 8
	statusFault     = 70
)

// Status is the exit status of a run: "0 all passed, 1 a step failed, 2 a file
// that doesn't parse (nothing is run then), 3, 4, 6 … when that was what ended
// every failure". A fault of our own is worse than what any server does.
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

// skipped is how many steps were not tried.
func (r Result) skipped() int {
	left := r.Steps - r.Passed
	if r.Failure != nil && r.Failure.Line > 0 {
		left--
	}
	return max(left, 0)
}

// place is where it failed, as editors and terminals link it.
func (r Result) place() string {
	if r.Failure.Line > 0 {
		return fmt.Sprintf("%s:%d", r.Failure.in(r.File), r.Failure.Line)
	}
	return r.File
}

// file and line are where somebody begins to read: where it failed, or the
// beginning.
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

// in is the file that the line is in.
func (f *Failure) in(file string) string {
	if f.File != "" {
		return f.File
	}
	return file
}

// span is when the first of the conversations began, and how long it took from
// then to the end of the last: less than their sum where they ran side by side.
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
