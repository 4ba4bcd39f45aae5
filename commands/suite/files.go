package suite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// transcriptFile is a transcript with its name and text.
type transcriptFile struct {
	*transcript.Transcript // nil if it doesn't parse
	name                   string
	text                   []byte // nil unless --update needs it
	errs                   []*transcript.SyntaxError
	unread                 error // why it can't be read
	address                bool  // the name looks like a server's address
}

// transcriptFiles are all the files that check was given.
type transcriptFiles []transcriptFile

func readTranscripts(o Options, stdin io.Reader) transcriptFiles {
	var files transcriptFiles
	for _, name := range o.Files {
		f := transcriptFile{name: name}
		text, err := transcript.Read(name, stdin)
		if err == nil {
			f.Transcript, f.errs = transcript.Parse(transcript.Shown(name), text, transcript.Options{
				URL: o.Url, Lookup: o.Lookup, AllowRun: o.AllowRun, Lenient: o.DryRun, Read: transcript.Beside(filepath.Dir(name), o.AllowRun),
			})
		} else {
			f.address, f.unread = noTranscript(name, err)
		}
		if o.Update {
			f.text = text
		}
		files = append(files, f)
	}
	return files
}

// repeated returns each file n times in a row; 0 means once.
func (f transcriptFiles) repeated(n int) transcriptFiles {
	var all transcriptFiles
	for _, file := range f {
		for range max(n, 1) {
			all = append(all, file)
		}
	}
	return all
}

// noTranscript returns the error for a file that can't be read. It hides the password if name was
// meant as a URL.
func noTranscript(name string, err error) (address bool, why error) {
	if shown := status.WithoutLogin(name); shown != name || errors.Is(err, fs.ErrNotExist) && strings.Contains(name, ":") {
		return true, status.Usagef("%s: no such file (a URL has its scheme here: ws://%s)", shown, shown)
	}
	return false, status.Usagef("%s: %w", name, status.WithoutPath(err))
}

// syntax reports every line that doesn't parse. If a URL was taken for a file, it returns only that
// error, since the lack of a URL may be what is wrong with the others.
func (f transcriptFiles) syntax(r *stdio.Voice) error {
	if i := slices.IndexFunc(f, func(file transcriptFile) bool { return file.address }); i >= 0 {
		return f[i].unread
	}
	wrong := 0
	for _, file := range f {
		r.SayAll(transcript.Complaints(file.errs))
		if file.unread != nil && len(f) > 1 {
			r.Say(status.Explain(file.unread))
		}
		if file.Transcript == nil {
			wrong++
		}
	}
	switch {
	case wrong == 0:
		return nil
	case len(f) == 1 && f[0].unread != nil:
		return f[0].unread
	case len(f) == 1:
		return status.Usagef("the file doesn't parse, so nothing was run")
	case wrong == 1:
		return status.Usagef("1 of %d files doesn't parse, so nothing was run", len(f))
	}
	return status.Usagef("%d of %d files don't parse, so nothing was run", wrong, len(f))
}

// unrun returns the results for the reports if nothing was run.
func (f transcriptFiles) unrun() []results.Result {
	var all []results.Result
	for _, file := range f {
		r := results.Result{File: transcript.Shown(file.name), Began: time.Now()}
		switch {
		case file.unread != nil:
			r.File = status.WithoutLogin(r.File)
			r.Failure = &results.Failure{Problem: status.Explain(file.unread), Status: status.Usage}
		case len(file.errs) > 0:
			first := file.errs[0]
			r.Failure = &results.Failure{Line: first.Line, Problem: fmt.Sprintf("column %d: %s", first.Column, first.Problem), Status: status.Usage}
		default:
			r.NotRun, r.Steps = "another file doesn't parse", len(file.Steps)
		}
		all = append(all, r)
	}
	return all
}
