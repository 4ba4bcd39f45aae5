package commands

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wspipe/commands/results"
	"wspipe/commands/transcript"
)

// broken panics once text has been read.
type broken struct{ text io.Reader }

func (b broken) Read(p []byte) (int, error) {
	if n, err := b.text.Read(p); err == nil {
		return n, nil
	}
	panic("out of order")
}

// A fault in the way of the input ends the session with what has come written.
func TestFaultOfTheSender(t *testing.T) {
	for _, args := range []string{"connect echo:", "send --wait -1 echo:", "connect --reconnect echo:"} {
		var out, stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(args)...), broken{strings.NewReader("one\ntwo\n")}, &out, &stderr)
		if exitStatus(err) != statusFault || out.String() != "one\ntwo\n" {
			t.Errorf("%s: %q, status %d (%v)", args, out.String(), exitStatus(err), err)
		}
		line := complaint(err)
		for _, want := range []string{"a fault of wspipe's own: out of order in wspipe/commands.", "; please report this line ", "wspipe " + version} {
			if !strings.Contains(line, want) {
				t.Errorf("%s: %q has no %q", args, line, want)
			}
		}
	}
}

// brittle takes one write, and panics at the next.
type brittle struct {
	bytes.Buffer
	full bool
}

func (b *brittle) Write(p []byte) (int, error) {
	if b.full {
		panic("no more")
	}
	b.full = true
	return b.Buffer.Write(p)
}

// A fault where messages are handled ends the session, for good.
func TestFaultOfAHandler(t *testing.T) {
	for _, args := range []string{"connect --flush message echo:", "listen --reconnect --flush message --on-open one --on-open two echo:"} {
		var out brittle
		var stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(args)...), strings.NewReader("one\ntwo\n"), &out, &stderr)
		if exitStatus(err) != statusFault || out.String() != "one\n" {
			t.Errorf("%s: %q, status %d (%v)", args, out.String(), exitStatus(err), err)
		}
		if line := complaint(err); !strings.Contains(line, "a fault of wspipe's own: no more in wspipe/commands.") {
			t.Errorf("%s: %s", args, line)
		}
	}
}

// A fault on the goroutine of the command is none of the process.
func TestFaultOfTheCommand(t *testing.T) {
	err := Run(context.Background(), []string{"wspipe", "check", "-"}, broken{strings.NewReader("url echo:\n")}, io.Discard, io.Discard)
	if exitStatus(err) != statusFault {
		t.Error(err)
	}
}

// A fault in one file leaves the others alone.
func TestFaultInOneFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "ok.wst")
	if err := os.WriteFile(name, []byte("url echo:\n> a\n< a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := checkOptions{files: []string{name}, jobs: 2}
	files := readTranscripts(o, nil)
	faulty := transcriptFile{Transcript: &transcript.Transcript{File: "faulty.wst", Steps: []transcript.Step{
		{Line: 3, Name: "nobody", Text: "close", Action: transcript.Close{Code: 1000}}, // no parser lets it pass
	}}}
	c := &checker{o: o, report: &report{w: io.Discard}}
	c.o.client.CloseTimeout = time.Second
	empty := transcriptFile{name: "empty.wst"} // nor this
	all := c.runAll(context.Background(), append(transcriptFiles{faulty, empty}, files...), func(results.Result) {})
	if f := all[0].Failure; f == nil || f.Status != statusFault || f.Line != 3 || !strings.Contains(f.Problem, "please report this line") {
		t.Errorf("%+v", f)
	}
	if f := all[1].Failure; f == nil || f.Status != statusFault || all[1].File != "empty.wst" {
		t.Errorf("%+v", f)
	}
	if all[2].Failure != nil {
		t.Errorf("%+v", all[2].Failure)
	}
	err := checked(all)
	if exitStatus(err) != statusFault || strings.Contains(complaint(err), "report") {
		t.Error(complaint(err))
	}
}
