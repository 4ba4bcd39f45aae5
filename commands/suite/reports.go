package suite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// openedReport is a report, and where it goes.
type openedReport struct {
	results.Report
	to   io.Writer
	file *os.File // nil for stdout
	made bool     // the file didn't exist before
}

type openedReports []openedReport

// openReports opens the reports before anything is run, to make sure that they can be written. The
// old contents of the files stay until then.
func openReports(reports []results.Report, files []string, s stdio.Streams) (openedReports, error) {
	var opened openedReports
	for _, r := range reports {
		o, err := openReport(r, s.Out)
		if err == nil {
			opened = append(opened, o)
			err = opened.conflict(files, s.In)
		}
		if err != nil {
			opened.giveUp()
			return nil, status.Usagef("--report %s=%s: %w", r.Kind(), r.File(), status.WithoutPath(err))
		}
	}
	return opened, nil
}

func openReport(r results.Report, stdout io.Writer) (openedReport, error) {
	if r.File() == "-" {
		return openedReport{Report: r, to: stdout}, nil
	}
	_, err := os.Lstat(r.File())
	file, failed := os.OpenFile(r.File(), os.O_WRONLY|os.O_CREATE, 0o666)
	return openedReport{r, file, file, err != nil}, failed
}

// conflict returns an error if the last report can't be written along with the others.
func (o openedReports) conflict(files []string, stdin io.Reader) error {
	last := o[len(o)-1]
	for _, other := range o[:len(o)-1] {
		if last.isIn(other.File()) {
			return fmt.Errorf("%s=%s is the same file", other.Kind(), other.File())
		}
	}
	if slices.ContainsFunc(files, last.isIn) || slices.Contains(files, "-") && stdio.SameFile(last.file, stdin) {
		return errors.New("that is one of the transcripts")
	}
	return nil
}

// isIn reports whether name is the report's file, if that is a regular file.
func (r openedReport) isIn(name string) bool {
	if r.file == nil {
		return false
	}
	info, err := r.file.Stat()
	other, failed := os.Stat(name)
	return err == nil && failed == nil && info.Mode().IsRegular() && os.SameFile(info, other)
}

// giveUp leaves everything as it was.
func (o openedReports) giveUp() {
	for _, r := range o {
		if r.file != nil {
			r.file.Close()
		}
		if r.made {
			_ = os.Remove(r.File())
		}
	}
}

// write writes the reports and closes their files.
func (o openedReports) write(all []results.Result) error {
	var first error
	for _, r := range o {
		if err := r.write(all); err != nil && first == nil {
			first = status.Localf("--report %s=%s: %w", r.Kind(), r.File(), status.WithoutPath(err))
		}
	}
	return first
}

func (r openedReport) write(all []results.Result) error {
	if r.file == nil {
		return r.Write(r.to, all)
	}
	err := stdio.Emptied(r.file)
	if err == nil {
		err = r.Write(r.to, all)
	}
	if closed := r.file.Close(); err == nil {
		err = closed
	}
	return err
}
