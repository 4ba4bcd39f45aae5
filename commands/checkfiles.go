package commands

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"wspipe/commands/results"
	"wspipe/commands/transcript"
)

// transcriptFile is a transcript, where it stands, and its text there.
type transcriptFile struct {
	*transcript.Transcript // nil where it doesn't parse
	name                   string
	text                   []byte // nil unless --update needs it
	errs                   []*transcript.SyntaxError
	unread                 error // why it can't be read
}

// transcriptFiles are all that check was given.
type transcriptFiles []transcriptFile

func readTranscripts(o checkOptions, stdin io.Reader) transcriptFiles {
	var files transcriptFiles
	for _, name := range o.files {
		f := transcriptFile{name: name}
		text, err := readTranscript(name, stdin)
		if err == nil {
			f.Transcript, f.errs = transcript.Parse(shownFile(name), text, transcript.Options{URL: o.url, Lookup: o.defined.lookup})
		} else {
			f.unread = noTranscript(name, err)
		}
		if o.update {
			f.text = text
		}
		files = append(files, f)
	}
	return files
}

// noTranscript keeps the password of what was meant for a URL to itself.
func noTranscript(name string, err error) error {
	if shown := withoutLogin(name); shown != name || errors.Is(err, fs.ErrNotExist) && strings.Contains(name, ":") {
		return usagef("%s: no such file (a URL has its scheme here, such as ws://)", shown)
	}
	return usagef("%s: %w", name, withoutPath(err))
}

// withoutLogin leaves NAME:PASSWORD@ out.
func withoutLogin(name string) string {
	at := strings.LastIndex(name, "@")
	if at < 0 || !strings.Contains(name[:at], ":") {
		return name
	}
	return "…" + name[at:]
}

func readTranscript(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// shownFile is what to call it.
func shownFile(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

// syntax says of each line that doesn't parse what is wrong with it.
func (f transcriptFiles) syntax(r *report) error {
	wrong := 0
	for _, file := range f {
		r.syntax(file.errs)
		if file.unread != nil && len(f) > 1 {
			r.say(explain(file.unread))
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
		return usagef("the file doesn't parse, so nothing was run")
	case wrong == 1:
		return usagef("1 of %d files doesn't parse, so nothing was run", len(f))
	}
	return usagef("%d of %d files don't parse, so nothing was run", wrong, len(f))
}

// unrun is what the reports say where nothing was run.
func (f transcriptFiles) unrun() []results.Result {
	var all []results.Result
	for _, file := range f {
		r := results.Result{File: shownFile(file.name), Began: time.Now()}
		switch {
		case file.unread != nil:
			r.File = withoutLogin(r.File)
			r.Failure = &results.Failure{Problem: explain(file.unread), Status: statusUsage}
		case len(file.errs) > 0:
			first := file.errs[0]
			r.Failure = &results.Failure{Line: first.Line, Problem: fmt.Sprintf("column %d: %s", first.Column, first.Problem), Status: statusUsage}
		default:
			r.NotRun, r.Steps = "another file doesn't parse", len(file.Steps)
		}
		all = append(all, r)
	}
	return all
}
