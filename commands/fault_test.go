package commands

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"wspipe/commands/status"
	"wspipe/commands/version"
)

// broken panics after text has been read.
type broken struct{ text io.Reader }

func (b broken) Read(p []byte) (int, error) {
	if n, err := b.text.Read(p); err == nil {
		return n, nil
	}
	panic("out of order")
}

// A fault while reading input ends the session, after everything received is written.
func TestFaultOfTheSender(t *testing.T) {
	for _, args := range []string{"connect echo:", "send --wait -1 echo:", "connect --reconnect echo:"} {
		var out, stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(args)...), broken{strings.NewReader("one\ntwo\n")}, &out, &stderr)
		if status.Of(err) != status.Fault || out.String() != "one\ntwo\n" {
			t.Errorf("%s: %q, status %d (%v)", args, out.String(), status.Of(err), err)
		}
		line := status.Complaint(err)
		for _, want := range []string{"a bug in wspipe: out of order in wspipe/commands.", "; please report this line ", "wspipe " + version.Number()} {
			if !strings.Contains(line, want) {
				t.Errorf("%s: %q has no %q", args, line, want)
			}
		}
	}
}

// brittle accepts one write, and panics on the next.
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

// A fault while handling a message ends the session for good.
func TestFaultOfAHandler(t *testing.T) {
	for _, args := range []string{"connect --flush message echo:", "listen --reconnect --flush message --on-open one --on-open two echo:"} {
		var out brittle
		var stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(args)...), strings.NewReader("one\ntwo\n"), &out, &stderr)
		if status.Of(err) != status.Fault || out.String() != "one\n" {
			t.Errorf("%s: %q, status %d (%v)", args, out.String(), status.Of(err), err)
		}
		if line := status.Complaint(err); !strings.Contains(line, "a bug in wspipe: no more in wspipe/commands.") {
			t.Errorf("%s: %s", args, line)
		}
	}
}

// A fault on the command's own goroutine doesn't crash the process.
func TestFaultOfTheCommand(t *testing.T) {
	err := Run(context.Background(), []string{"wspipe", "check", "-"}, broken{strings.NewReader("url echo:\n")}, io.Discard, io.Discard)
	if status.Of(err) != status.Fault {
		t.Error(err)
	}
}
