//go:build unix

package faults

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childTimeout limits every process. Nothing that works comes near it.
const childTimeout = 60 * time.Second

// wspipe prepares the program, which is killed with its test at the latest.
func wspipe(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = cleanEnviron()
	cmd.Stderr = &bytes.Buffer{}
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// cleanEnviron returns an environment without anything that changes the program's behaviour, and keeps the race
// detector from sleeping at exit.
func cleanEnviron() []string {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(strings.ToUpper(e), "=")
		if !strings.HasPrefix(name, "WSPIPE_") && !strings.HasSuffix(name, "_PROXY") {
			env = append(env, e)
		}
	}
	return append(env, "GORACE=atexit_sleep_ms=0")
}

func start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// finish waits for a started program, and expects the status, and the word on stderr, or nothing there if the status
// is 0.
func finish(t testing.TB, cmd *exec.Cmd, status int, word string) {
	t.Helper()
	err := cmd.Wait()
	stderr := cmd.Stderr.(*bytes.Buffer).String()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v; stderr: %s", cmd.Args[1:], err, stderr)
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("%v: exit status %d, want %d", cmd.Args[1:], got, status)
	}
	if (status == 0 && stderr != "") || !strings.Contains(stderr, word) {
		t.Errorf("%v: stderr: %q", cmd.Args[1:], stderr)
	}
}

// run starts the program, finishes it, and returns its output.
func run(t testing.TB, cmd *exec.Cmd, status int, word string) string {
	t.Helper()
	var out bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	start(t, cmd)
	finish(t, cmd, status, word)
	return out.String()
}

// startReading starts the program, and leaves its stdout to the test.
func startReading(t testing.TB, cmd *exec.Cmd) *bufio.Reader {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	return bufio.NewReader(stdout)
}

func readLines(t testing.TB, r *bufio.Reader, n int) string {
	t.Helper()
	var b strings.Builder
	for range n {
		line, err := r.ReadString('\n')
		b.WriteString(line)
		if err != nil {
			t.Fatalf("%v after %d bytes", err, b.Len())
		}
	}
	return b.String()
}

// stopped stops the program while something happens.
func stopped(t testing.TB, cmd *exec.Cmd, happens func()) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	happens()
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

// endless is a stdin without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = "a line\n"[i%7]
	}
	return len(b) - len(b)%7, nil
}
