package commands

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wspipe/commands/results"
	"wspipe/commands/transcript"
)

// transcriptFile is a transcript, where it stands, and its text there.
type transcriptFile struct {
	*transcript.Transcript
	name string
	text []byte
}

// readTranscripts says of each line that doesn't parse what is wrong with it.
func readTranscripts(o checkOptions, s streams, r *report) ([]transcriptFile, error) {
	var files []transcriptFile
	wrong := 0
	for _, name := range o.files {
		text, err := readTranscript(name, s.in)
		if err != nil {
			return nil, usagef("%s: %w", name, withoutPath(err))
		}
		t, errs := transcript.Parse(shownFile(name), text, transcript.Options{URL: o.url, Lookup: o.defined.lookup})
		for _, err := range errs {
			r.say(masked(err.Error()))
		}
		if len(errs) > 0 {
			wrong++
		}
		files = append(files, transcriptFile{t, name, text})
	}
	if wrong > 0 {
		return nil, usagef("%s, so nothing was run", doesNotParse(wrong, len(files)))
	}
	return files, nil
}

func doesNotParse(wrong, of int) string {
	switch {
	case of == 1:
		return "the file doesn't parse"
	case wrong == 1:
		return fmt.Sprintf("1 of %d files doesn't parse", of)
	}
	return fmt.Sprintf("%d of %d files don't parse", wrong, of)
}

// shownFile is what to call it.
func shownFile(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

func readTranscript(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// update puts what came into the file, which is there whole at any time.
func (f *transcriptFile) update(matchers map[int]string) error {
	path, err := filepath.EvalSymlinks(f.name)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) //nolint:errcheck // it is there only if something else failed
	_, err = temporary.Write(transcript.Rewrite(f.text, matchers))
	if err == nil {
		err = temporary.Chmod(info.Mode().Perm())
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// openedReport is a report, and where it goes.
type openedReport struct {
	results.Report
	to io.Writer
}

type openedReports []openedReport

// openReports finds out before anything is run whether they can be written.
func openReports(reports []results.Report, stdout io.Writer) (openedReports, error) {
	var opened openedReports
	for _, r := range reports {
		if r.File() == "-" {
			opened = append(opened, openedReport{r, stdout})
			continue
		}
		file, err := os.Create(r.File())
		if err != nil {
			return nil, usagef("--report %s=%s: %w", r.Kind(), r.File(), withoutPath(err))
		}
		opened = append(opened, openedReport{r, file})
	}
	return opened, nil
}

// write also closes the files.
func (o openedReports) write(all []results.Result) error {
	var first error
	for _, r := range o {
		err := r.Write(r.to, all)
		if file, ok := r.to.(*os.File); ok && r.File() != "-" {
			if closed := file.Close(); err == nil {
				err = closed
			}
		}
		if err != nil && first == nil {
			first = localf("--report %s=%s: %w", r.Kind(), r.File(), withoutPath(err))
		}
	}
	return first
}
