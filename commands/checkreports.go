package commands

import (
	"io"
	"os"

	"wspipe/commands/results"
)

// openedReport is a report, and where it goes.
type openedReport struct {
	results.Report
	to   io.Writer
	file *os.File // nil for stdout
}

type openedReports []openedReport

// openReports finds out before anything is run whether they can be written.
// What was in the files stays until then.
func openReports(reports []results.Report, files []string, stdout io.Writer) (openedReports, error) {
	var opened openedReports
	for _, r := range reports {
		if r.File() == "-" {
			opened = append(opened, openedReport{r, stdout, nil})
			continue
		}
		file, err := os.OpenFile(r.File(), os.O_WRONLY|os.O_CREATE, 0o666)
		if err != nil {
			return nil, usagef("--report %s=%s: %w", r.Kind(), r.File(), withoutPath(err))
		}
		opened = append(opened, openedReport{r, file, file})
		if isOneOf(file, files) {
			return nil, usagef("--report %s=%s: that is one of the transcripts", r.Kind(), r.File())
		}
	}
	return opened, nil
}

func isOneOf(file *os.File, names []string) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	for _, name := range names {
		if other, err := os.Stat(name); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}

// write also closes the files.
func (o openedReports) write(all []results.Result) error {
	var first error
	for _, r := range o {
		if err := r.write(all); err != nil && first == nil {
			first = localf("--report %s=%s: %w", r.Kind(), r.File(), withoutPath(err))
		}
	}
	return first
}

func (r openedReport) write(all []results.Result) error {
	if r.file == nil {
		return r.Write(r.to, all)
	}
	err := emptied(r.file)
	if err == nil {
		err = r.Write(r.to, all)
	}
	if closed := r.file.Close(); err == nil {
		err = closed
	}
	return err
}

// emptied takes out what a regular file has; others have nothing.
func emptied(file *os.File) error {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(0)
}
