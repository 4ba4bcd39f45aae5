package results

import (
	"fmt"
	"io"
	"strings"
)

// Report is a file for a CI system or another program. ParseReport makes one.
//
// The kind "junit" is for Jenkins and GitLab: a test case for each file, in one suite, with the
// attributes file and line. They give the place of the step that failed, or the first line.
//
// "tap" is the Test Anything Protocol: a test point for each file. A failed one has a YAML block
// with message, severity, at (file and line), step, expected, got, detail, exit_status, passed,
// skipped and conversation; empty ones are left out, and those longer than 8 KiB are cut.
//
// "github" is annotations for GitHub's workflows, which reads them from the output of a step: an
// error for each file that failed, at the place where it did.
//
// "json" is one JSON object in one line, for programs. Its members, which are always present, are
//
//	exit_status     the run's Status
//	passed, failed, not_run
//	                numbers of conversations
//	seconds         from the start of the first one to the end of the last
//	conversations   a list, in the order in which they were given, of
//	  file          as named
//	  status        "passed", "failed" or "not run"
//	  steps         a list of the steps that were tried, each with
//	    file, line  its place, possibly in an included file
//	    step        its text
//	    seconds     the time it took
//	  passed, skipped
//	                numbers of steps; skipped ones were not tried
//	  updated       lines that --update rewrote
//	  began         RFC 3339, UTC, nanoseconds
//	  seconds       the time it took
//	  failure       null, or an object with
//	    file, line  its place; line 0 for no particular line
//	    step, problem, expected, got, detail
//	                strings, possibly empty
//	    exit_status the status for this failure alone
//	    conversation
//	                a list of strings
type Report struct{ kind, file string }

// ParseReport parses a value of --report: KIND=FILE. An error lists the kinds in one line.
func ParseReport(value string) (Report, error) {
	kind, file, _ := strings.Cut(value, "=")
	switch {
	case writerOf(kind) == nil:
		return Report{}, fmt.Errorf("%q is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout", value)
	case file == "":
		return Report{}, fmt.Errorf("%q names no file: %s=FILE, or %s=- for stdout", value, kind, kind)
	}
	return Report{kind, file}, nil
}

// Kind returns junit, tap, json or github.
func (r Report) Kind() string { return r.kind }

// File returns the file to write to; - is stdout.
func (r Report) File() string { return r.file }

// Write writes the report to w in a single write. The error is w's.
func (r Report) Write(w io.Writer, results []Result) error {
	_, err := w.Write(writerOf(r.kind)(results))
	return err
}

func writerOf(kind string) func([]Result) []byte {
	switch kind {
	case "junit":
		return junit
	case "tap":
		return tap
	case "json":
		return jsonObject
	case "github":
		return github
	}
	return nil
}
