//go:build unix

package tests

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"wspipe/tests/server"
)

// childTimeout limits every process that a test starts. Nothing that works comes near it; a test that reaches it has
// found a hang.
const childTimeout = 4 * time.Minute

// command prepares a child that is killed with its whole process group when the time is up or the test is over,
// whichever comes first.
func command(t testing.TB, path string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	t.Cleanup(cancel)
	return group(exec.CommandContext(ctx, path, args...))
}

func group(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = cleanEnviron()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second // a grandchild may hold the pipes
	return cmd
}

// plain prepares the released program; raced prepares the one with the race detector if there is one.
func plain(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	return command(t, path, args...)
}

func raced(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return command(t, path, args...)
}

// cleanEnviron returns the environment without variables that would change the program's behaviour unnoticed.
func cleanEnviron() []string {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(strings.ToUpper(e), "=")
		if strings.HasPrefix(name, "WSPIPE_") || strings.HasSuffix(name, "_PROXY") || name == "NO_COLOR" || name == "SSLKEYLOGFILE" {
			continue
		}
		env = append(env, e)
	}
	return append(env, "GORACE="+noLingering)
}

// noLingering is set because the race detector makes a program sleep for a second before it exits.
const noLingering = "atexit_sleep_ms=0"

// exitStatus returns what the shell would show in $?. It fails the test if the process had to be killed or couldn't
// be run.
func exitStatus(t testing.TB, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("no exit status: %v", err)
	}
	status := 0
	if exit != nil {
		status = shellStatus(exit.ProcessState)
	}
	if status == 128+int(syscall.SIGKILL) {
		t.Fatalf("killed: it still ran after %v", childTimeout)
	}
	return status
}

// shellStatus returns $?: for a child ended by a signal, 128 plus the signal.
func shellStatus(state *os.ProcessState) int {
	if w, ok := state.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return 128 + int(w.Signal())
	}
	return state.ExitCode()
}

// finish waits for a started child and checks its status.
func finish(t testing.TB, cmd *exec.Cmd, want int) {
	t.Helper()
	if got := exitStatus(t, cmd.Wait()); got != want {
		t.Errorf("%v: exit status %d, want %d; stderr: %s", cmd.Args[1:], got, want, captured(cmd))
	}
}

// run starts and finishes a child; it returns stdout and stderr unless they were set.
func run(t testing.TB, cmd *exec.Cmd, want int) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &err
	}
	start(t, cmd)
	finish(t, cmd, want)
	return out.String(), err.String()
}

func start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if cmd.Stderr == nil {
		cmd.Stderr = &bytes.Buffer{}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

func signalTo(t testing.TB, cmd *exec.Cmd, signal os.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatalf("%v: %v", signal, err)
	}
}

func captured(cmd *exec.Cmd) string {
	if b, ok := cmd.Stderr.(*bytes.Buffer); ok {
		return b.String()
	}
	return "not captured"
}

func wantSilence(t testing.TB, stderr string) {
	t.Helper()
	if stderr != "" {
		t.Errorf("stderr: %q", stderr)
	}
}

func startServer(t testing.TB) *server.Server {
	t.Helper()
	s, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// await waits until the server has seen something on connection id.
func await(t testing.TB, s *server.Server, id string, ok func(server.Report) bool) server.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	r, err := s.Await(ctx, id, ok)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
