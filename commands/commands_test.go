package commands

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func TestArrange(t *testing.T) {
	environment := map[string]string{
		"WSPIPE_TIMEOUT": "3s", "WSPIPE_HEADER": "A: 1\nB: 2\n", "WSPIPE_HEX": "true", "WSPIPE_ORIGIN": "",
	}
	lookup := func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}
	none := func(string) (string, bool) { return "", false }
	for _, test := range []struct {
		line   string
		lookup func(string) (string, bool)
		want   string
	}{
		{"send URL a -q b", none, "send --quiet=true -- URL a b"},
		{"send -qn1 URL", none, "send --quiet=true --count=1 -- URL"},
		{"send -n 1 -vv URL", none, "send --count=1 --verbose=true --verbose=true -- URL"},
		{"send URL --wait -1 x", none, "send --wait=-1 -- URL x"},
		{"send URL --wait=-1", none, "send --wait=-1 -- URL"},
		{"send -0 URL -- -q --x", none, "send --null=true -- URL -q --x"},
		{"send URL -", none, "send -- URL -"},
		{"send URL x -h", none, "send --help"},
		{"send -qh", none, "send --help"},
		{"help", none, "--help"},
		{"--version", none, "--version"},
		{"send URL", lookup, "send --header=A: 1 --header=B: 2 --timeout=3s --hex=true -- URL"},
		{"send URL --timeout 1 -H C:3 --json", lookup, "send --timeout=1 --header=C:3 --json=true -- URL"},
	} {
		app := newApp("", stdio.NewStreams(strings.NewReader(""), io.Discard, io.Discard))
		got, err := arrange(app, append([]string{"wspipe"}, strings.Fields(test.line)...), test.lookup)
		if err != nil || strings.Join(got[1:], " ") != test.want {
			t.Errorf("%s: %q, %v, want %q", test.line, got, err, test.want)
		}
	}
}

func TestArrangeRefuses(t *testing.T) {
	for _, line := range []string{"fly", "-q send", "send --no-such", "send -x", "send --count", "send -qx", "send --q"} {
		app := newApp("", stdio.NewStreams(strings.NewReader(""), io.Discard, io.Discard))
		_, err := arrange(app, append([]string{"wspipe"}, strings.Fields(line)...), func(string) (string, bool) { return "", false })
		if status.Of(err) != status.Usage {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// Every flag of every command can come from the environment, but for the one
// that lets a transcript run commands.
func TestEveryFlagHasAVariable(t *testing.T) {
	s := stdio.NewStreams(strings.NewReader(""), io.Discard, io.Discard)
	for _, cmd := range commandsFor("", s) {
		for _, flag := range cmd.Flags {
			name, value := namesOf(flag)[0], "1"
			variable := "WSPIPE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
			lookup := func(asked string) (string, bool) { return value, asked == variable }
			got, err := arrange(newApp(cmd.Name, s), []string{"wspipe", cmd.Name, "URL"}, lookup)
			want := []string{cmd.Name, "--" + name + "=" + value, "--", "URL"}
			if isCounted(flag) {
				want[1] = "--" + name + "=true"
			}
			if name == "allow-run" {
				want = slices.Delete(want, 1, 2)
			}
			if err != nil || !slices.Equal(got[1:], want) {
				t.Errorf("%s: %q, %v, want %q", variable, got[1:], err, want)
			}
		}
	}
}

// What isn't ASCII is shown whole.
func TestArrangeShowsTheFlag(t *testing.T) {
	app := newApp("", stdio.NewStreams(strings.NewReader(""), io.Discard, io.Discard))
	_, err := arrange(app, []string{"wspipe", "send", "-qé", "URL"}, func(string) (string, bool) { return "", false })
	if err == nil || !strings.Contains(err.Error(), "no flag -é ") {
		t.Errorf("%v", err)
	}
}

// Run is a function of its arguments: no process, no globals, nothing left behind.
func TestRun(t *testing.T) {
	for _, test := range []struct {
		args, stdin, stdout string
		status              int
	}{
		{"send -n 1 echo: hello", "", "hello\n", 0},
		{"connect -n 2 echo:", "a\nb\n", "a\nb\n", 0},
		{"send --hex -n 1 echo:", "00 FF\n", "00ff\n", 0},
		{"send -n 2 --wait 20ms echo: a", "", "a\n", 1},
		{"listen --timeout 20ms echo:", "", "", 6},
		{"send --hex echo: x", "", "", 8},
	} {
		var out, stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(test.args)...), strings.NewReader(test.stdin), &out, &stderr)
		if out.String() != test.stdout || status.Of(err) != test.status {
			t.Errorf("%s: %q, status %d (%v)", test.args, out.String(), status.Of(err), err)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, _ := io.Pipe()
	out := writerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	err := Run(ctx, []string{"wspipe", "connect", "--on-open", "x", "echo:"}, in, out, io.Discard)
	_ = in.Close()
	if got := status.Of(err); got != 143 {
		t.Errorf("status %d (%v)", got, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
