package results

import (
	"fmt"
	"io"
	"strings"
)

// Report is a file that a CI system, or another program, reads. ParseReport
// makes it.
//
// The kind "junit" is what Jenkins and GitLab show: a test case for each file,
// in one suite, with the attributes file and line: of the step that failed, or
// of the beginning.
//
// "tap" is the Test Anything Protocol: a test point for each file, and for one
// that failed a YAML block with message, severity, at (file and line), step,
// expected, got, detail, exit_status, passed, skipped and conversation; those
// that are empty are left out, and those of more than 8 KiB are cut.
//
// "github" are the annotations of GitHub's workflows, which are read from the
// output of a step: an error for each file that failed, where it did.
//
// "json" is one JSON object in one line, for programs. Its members, all of
// which are always there, are
//
//	exit_status     what the run's Status is
//	passed, failed, not_run
//	                how many conversations did, and were
//	seconds         from the first one's beginning to the last one's end
//	conversations   a list, in the order they were given in, of
//	  file          as it was named
//	  status        "passed", "failed" or "not run"
//	  steps         a list of those that were tried, of
//	    file, line  where it stands, which may be in a file that is included
//	    step        what stands there
//	    seconds     that it took
//	  passed, skipped
//	                how many did, and were not tried
//	  updated       lines that --update rewrote
//	  began         RFC 3339, UTC, nanoseconds
//	  seconds       that it took
//	  failure       null, or an object of
//	    file, line  where it stands; 0 for no line in particular
//	    step, problem, expected, got, detail
//	                strings, empty where there is nothing
//	    exit_status that this failure alone makes
//	    conversation
//	                a list of strings
type Report struct{ kind, file string }

// ParseReport reads what --report is given: KIND=FILE. An error says in one
// line what there is.
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

// Kind is junit, tap, json or github.
func (r Report) Kind() string { return r.kind }

// File is the file to write to; - is stdout.
func (r Report) File() string { return r.file }

// Write writes the report to w, which the caller has opened, in one write. The
// error is that of w.
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
