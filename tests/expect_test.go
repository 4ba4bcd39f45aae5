//go:build unix

package tests

import (
	"strings"
	"testing"

	"wspipe/tests/server"
)

// A smoke test as a shell script would do it: it waits for a server that isn't up yet, asserts three messages, and
// fails on the fourth.
func TestExpectInShell(t *testing.T) {
	gone := startGone(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	const script = `
set -e
"$WSPIPE" listen -v --retry-for 10s --expect 0 --expect '/^1$/' --expect 'json: 2' "$URL/burst?n=4&code=-1"
echo "three messages, status $?"
"$WSPIPE" listen --retry-for 10s --expect 0 --expect '/^1$/' --expect 'json: 2' --expect 'jq: . == 4' "$URL/burst?n=4&code=-1"
echo not reached
`
	cmd := command(t, "/bin/sh", "-c", script)
	cmd.Env = append(cmd.Env, "WSPIPE="+path, "URL=ws://"+gone)
	progress := &watchedBuffer{want: "next attempt in", seen: make(chan struct{})}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, progress
	start(t, cmd)
	<-progress.seen
	s, err := server.StartAt(gone)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	finish(t, cmd, 1)

	if want := "0\n1\n2\nthree messages, status 0\n0\n1\n2\n3\n"; out.String() != want {
		t.Errorf("stdout: %q, want %q", out.String(), want)
	}
	if want := "wspipe: --expect 4 of 4: expected jq: . == 4, got 3; the filter's last output is false (3 messages before)\n"; !strings.HasSuffix(progress.String(), want) {
		t.Errorf("stderr: %q, want %q at its end", progress.String(), want)
	}
}

// startGone returns the address of a server that is no longer running.
func startGone(t *testing.T) string {
	t.Helper()
	gone, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	return gone.HostPort()
}
