package commands

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"wspipe/client"
	"wspipe/commands/fault"
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
		app := newApp("", newStreams(strings.NewReader(""), io.Discard, io.Discard))
		got, err := arrange(app, append([]string{"wspipe"}, strings.Fields(test.line)...), test.lookup)
		if err != nil || strings.Join(got[1:], " ") != test.want {
			t.Errorf("%s: %q, %v, want %q", test.line, got, err, test.want)
		}
	}
}

func TestArrangeRefuses(t *testing.T) {
	for _, line := range []string{"fly", "-q send", "send --no-such", "send -x", "send --count", "send -qx", "send --q"} {
		app := newApp("", newStreams(strings.NewReader(""), io.Discard, io.Discard))
		_, err := arrange(app, append([]string{"wspipe"}, strings.Fields(line)...), func(string) (string, bool) { return "", false })
		if exitStatus(err) != statusUsage {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// Every flag of every command can come from the environment.
func TestEveryFlagHasAVariable(t *testing.T) {
	s := newStreams(strings.NewReader(""), io.Discard, io.Discard)
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
			if err != nil || !slices.Equal(got[1:], want) {
				t.Errorf("%s: %q, %v, want %q", variable, got[1:], err, want)
			}
		}
	}
}

// What isn't ASCII is shown whole.
func TestArrangeShowsTheFlag(t *testing.T) {
	app := newApp("", newStreams(strings.NewReader(""), io.Discard, io.Discard))
	_, err := arrange(app, []string{"wspipe", "send", "-qé", "URL"}, func(string) (string, bool) { return "", false })
	if err == nil || !strings.Contains(err.Error(), "no flag -é ") {
		t.Errorf("%v", err)
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "64k": 64 << 10, "100M": 100 << 20, "2g": 2 << 30} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "x", "1.5k", "k", "9999999999g"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%s: %d", text, got)
		}
	}
}

func TestExitStatus(t *testing.T) {
	for want, errs := range map[int][]error{
		0:   {nil},
		1:   {&unmetError{}},
		2:   {usagef("x"), &quietError{usagef("x")}},
		3:   {&client.DialError{Err: io.EOF}, &listenError{"x", io.EOF}, client.ErrClosedEarly},
		4:   {&client.HandshakeError{StatusCode: 403}},
		5:   {&client.CloseError{Code: 1008}},
		6:   {&client.TimeoutError{Op: "connect"}, &timeoutError{}},
		7:   {&client.ProtocolError{Code: 1002}},
		8:   {localf("x"), localf("x: %w", &client.CloseError{Code: 1006})},
		70:  {errors.New("anything else"), &fault.Error{Value: "x"}, localf("x: %w", &fault.Error{})},
		129: {&signalError{syscall.SIGHUP}},
		130: {&signalError{syscall.SIGINT}},
		131: {&signalError{syscall.SIGQUIT}},
		143: {&signalError{syscall.SIGTERM}},
	} {
		for _, err := range errs {
			if got := exitStatus(err); got != want {
				t.Errorf("%#v: %d, want %d", err, got, want)
			}
			if err != nil {
				if got := exitStatus(fmt.Errorf("wrapped: %w", err)); got != want {
					t.Errorf("wrapped %#v: %d, want %d", err, got, want)
				}
			}
		}
	}
}

// The README's table has every status that exit.go has, and no other.
func TestReadmeHasEveryStatus(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "\n## Exit status\n")
	table, _, _ = strings.Cut(table, "\n## ")
	var listed []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([0-9N+, ]+) \|`).FindAllStringSubmatch(table, -1) {
		listed = append(listed, strings.Split(row[1], ", ")...)
	}
	var used []string
	for _, status := range []int{
		statusDone, statusUnmet, statusUsage, statusConnect, statusHandshake, statusClosed, statusTimeout, statusProtocol, statusLocal, statusFault,
		statusSignal + int(syscall.SIGHUP), statusSignal + int(syscall.SIGINT), statusSignal + int(syscall.SIGQUIT), statusSignal + int(syscall.SIGTERM),
	} {
		used = append(used, strconv.Itoa(status))
	}
	used = append(used, strconv.Itoa(statusSignal)+"+N")
	if !slices.Equal(listed, used) {
		t.Errorf("the README lists %q, exit.go has %q", listed, used)
	}
}

func TestExplainIsOnePrintableLine(t *testing.T) {
	evil := "a\nb\x1b[31m\u009b\xff\x7f"
	for _, err := range []error{
		&client.CloseError{Code: 4001, Reason: evil},
		&client.HandshakeError{StatusCode: 500, Body: []byte(evil), Header: map[string][]string{"Location": {evil}}},
		&client.HandshakeError{Problem: evil},
		&client.DialError{URL: "ws://h/", Err: errors.New(evil)},
		&client.ProtocolError{Problem: evil},
		localf("%s", evil),
	} {
		if got := explain(err); strings.ContainsAny(got, "\n\x1b\x7f\u009b") || !strings.Contains(got, "a b") {
			t.Errorf("%T: %q", err, got)
		}
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
		if out.String() != test.stdout || exitStatus(err) != test.status {
			t.Errorf("%s: %q, status %d (%v)", test.args, out.String(), exitStatus(err), err)
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
	if got := exitStatus(err); got != 143 {
		t.Errorf("status %d (%v)", got, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
