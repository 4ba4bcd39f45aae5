// Package export turns conversations into input for other programs: for k6, a load test in which
// every expectation is a check named by file and line, and every wait is a metric. Anything that
// the other program can't do is an error that names the line.
package export

import (
	"fmt"
	"io"
	"path/filepath"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Options configure an export.
type Options struct {
	stdio.Verbosity
	Files  []string                         // or folders, for all their *.wst
	Lookup func(name string) (string, bool) // resolves ${NAME}; the rest is read from the environment when the script runs
}

// K6 writes the script to stdout, unless there is an error in any file.
func K6(o Options, s stdio.Streams) error {
	files, err := transcript.InFolders(o.Files)
	if err != nil {
		return err
	}
	voice := stdio.NewVoice(s, o.Verbosity)
	var all []*transcript.Transcript
	wrong := 0
	for _, name := range files {
		t, complaints, err := read(name, o, s.In)
		if err != nil {
			return err
		}
		voice.SayAll(complaints)
		wrong += len(complaints)
		all = append(all, t)
	}
	if wrong > 0 {
		return status.Usagef("nothing was exported")
	}
	script, complaints := k6(all)
	if len(complaints) > 0 {
		voice.SayAll(complaints)
		return status.Usagef("nothing was exported")
	}
	if _, err := io.WriteString(s.Out, script); err != nil {
		return status.Localf("stdout: %w", status.WithoutPath(err))
	}
	return nil
}

func read(name string, o Options, stdin io.Reader) (*transcript.Transcript, []string, error) {
	text, err := transcript.Read(name, stdin)
	if err != nil {
		return nil, nil, status.Usagef("%s: %w", name, status.WithoutPath(err))
	}
	t, errs := transcript.Parse(transcript.Shown(name), text, transcript.Options{
		Lookup: o.Lookup, Lenient: true, Read: transcript.Beside(filepath.Dir(name), false),
	})
	return t, transcript.Complaints(errs), nil
}

// cannot is an error for something that k6 can't do.
type cannot struct{ what string }

func (c *cannot) Error() string { return c.what }

func cannotf(format string, args ...any) error { return &cannot{fmt.Sprintf(format, args...)} }
