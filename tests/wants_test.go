//go:build unix

package tests

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// wantEcho gives a connect command some lines, short and long, and expects the same back.
func wantEcho(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	lines := "one\n\ntwo é\n" + strings.Repeat("0123456789abcdef", 1<<20/16) + "\nlast\n"
	cmd.Args = append(cmd.Args, "-n", "5", "--wait", "-1")
	cmd.Stdin = strings.NewReader(lines)
	stdout, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	if stdout != lines {
		t.Errorf("%v: got %d bytes %.60q, want %d bytes", cmd.Args[1:], len(stdout), stdout, len(lines))
	}
}

// wantBurst expects the n messages of the test server's /burst, whole and in order.
func wantBurst(t testing.TB, n int, args ...string) {
	t.Helper()
	want, got := sha256.New(), sha256.New()
	writeNumbers(want, n)
	cmd := plain(t, args...)
	cmd.Stdout = got
	_, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	if !bytes.Equal(want.Sum(nil), got.Sum(nil)) {
		t.Errorf("%v: incomplete", args)
	}
}

// wantCounted sends n messages and checks that the test server's /count got them all. The server says so in its
// Close, which must not be truncated either.
func wantCounted(t testing.TB, n int, args ...string) {
	t.Helper()
	var lines bytes.Buffer
	writeNumbers(&lines, n)
	want := fmt.Sprintf(`"reason":"n=%d bytes=%d"`, n, lines.Len()-n)
	cmd := plain(t, append(args, "--output", "json")...)
	cmd.Stdin = &lines
	stdout, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	if !strings.Contains(stdout, want) {
		t.Errorf("%v: the server didn't say %s: %s", args, want, stdout)
	}
}

// wantDroppedWhenIdle waits for an answer that takes 2 s, behind a part that drops connections after 1 s of silence:
// it never arrives, unless pings keep the connection alive.
func wantDroppedWhenIdle(t *testing.T, url string) {
	t.Helper()
	complains(t, plain(t, "send", "-n", "1", url, "too late"), 5, "1006")
	stdout, stderr := run(t, plain(t, "send", "-n", "1", "--ping-interval", "300ms", url, "in time"), 0)
	wantSilence(t, stderr)
	if stdout != "in time\n" {
		t.Errorf("stdout: %q", stdout)
	}
}

func writeNumbers(w io.Writer, n int) {
	var line []byte
	for i := range n {
		line = fmt.Appendln(line[:0], i)
		w.Write(line)
	}
}
