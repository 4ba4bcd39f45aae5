//go:build unix

package tests

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"wspipe/tests/server"
)

// inTurn returns the URL of a server that behaves in one way after another.
func inTurn(s *server.Server, paths ...string) string {
	return s.URL() + "/in-turn?" + url.Values{"then": paths}.Encode()
}

func numberedLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, i)
	}
	return b.String()
}

// The server drops the connection during input. What the network had not accepted is sent again, once; what it had is
// reported as in doubt.
func TestReconnectLosesNothingSilently(t *testing.T) {
	const total = 100_000
	s := startServer(t)
	for i, how := range []string{"fin", "rst"} {
		id := strconv.Itoa(i)
		cmd := raced(t, "connect", "--reconnect", "--on-open", "hello", "--wait", "0",
			inTurn(s, "/drop-now?after=1000&how="+how+"&id=first"+id, "/count?id="+id))
		cmd.Stdin = strings.NewReader(numberedLines(total))
		stdout, stderr := run(t, cmd, 0)

		said := regexp.MustCompile(`last (\d+) messages that were sent may not have arrived`).FindStringSubmatch(stderr)
		if said == nil {
			t.Fatalf("stderr: %q", stderr)
		}
		inDoubt, _ := strconv.Atoi(said[1])
		r := await(t, s, id, func(r server.Report) bool { return r.Closed })
		if got := r.Messages - 1 + inDoubt; got != total || inDoubt < 999 {
			t.Errorf("%d messages in doubt and %d over the second connection, %d together, want %d; stdout %q", inDoubt, r.Messages-1, got, total, stdout)
		}
		if !strings.HasPrefix(r.String(), fmt.Sprintf("text \"hello\"\ntext \"%d\"\n", inDoubt)) {
			t.Errorf("the second connection began with %.60s, want hello and %d", r, inDoubt)
		}
	}
}

// A message too large to be kept is lost with its connection, and this is reported; the next message is sent.
func TestReconnectSaysWhatWasCutOff(t *testing.T) {
	s := startServer(t)
	// The long message has begun when the first one is sent.
	cmd := raced(t, "connect", "--reconnect", "--wait", "0", inTurn(s, "/drop-now?after=1", "/count?id=a"))
	cmd.Stdin = strings.NewReader("before\n" + strings.Repeat("x", 20<<20) + "\nafter\n")
	_, stderr := run(t, cmd, 8)
	if !strings.Contains(stderr, "line 2 was cut off when the connection ended, and is lost") {
		t.Errorf("stderr: %q", stderr)
	}
	r := await(t, s, "a", func(r server.Report) bool { return r.Closed })
	if want := "text \"after\"\n"; !strings.HasPrefix(r.String(), want) || r.Messages != 1 {
		t.Errorf("the second connection saw %s, want %s", r, want)
	}
}

// The connection is dropped while nothing is being sent, and what is typed afterwards goes over the next one.
func TestReconnectWhileStdinIsIdle(t *testing.T) {
	s := startServer(t)
	cmd := raced(t, "connect", "--reconnect", "-n", "2", inTurn(s, "/drop-now?n=1", "/echo?id=b"))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var out strings.Builder
	cmd.Stdout = &out
	start(t, cmd)
	await(t, s, "b", func(r server.Report) bool { return r.Opened })
	fmt.Fprintln(stdin, "still here")
	finish(t, cmd, 0)
	if out.String() != "0\nstill here\n" {
		t.Errorf("stdout: %q", out.String())
	}
	wantSilence(t, captured(cmd))
}

// The server isn't up yet when --retry-for begins.
func TestRetryUntilTheServerIsUp(t *testing.T) {
	address := startGone(t)
	cmd := raced(t, "send", "-v", "-n", "1", "--retry-for", "30s", "ws://"+address+"/echo", "hello")
	progress := &watchedBuffer{want: "next attempt in", seen: make(chan struct{})}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, progress
	start(t, cmd)
	<-progress.seen
	s, err := server.StartAt(address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	finish(t, cmd, 0)
	if out.String() != "hello\n" {
		t.Errorf("stdout: %q", out.String())
	}
}

// watchedBuffer closes seen once it contains want.
type watchedBuffer struct {
	strings.Builder
	want string
	seen chan struct{}
	done bool
}

func (b *watchedBuffer) Write(p []byte) (int, error) {
	n, err := b.Builder.Write(p)
	if !b.done && strings.Contains(b.String(), b.want) {
		b.done = true
		close(b.seen)
	}
	return n, err
}

// Ctrl-C also ends the wait for the next attempt.
func TestSignalBetweenAttempts(t *testing.T) {
	s := startServer(t)
	cmd := raced(t, "listen", "-v", "--retry-for", "1m", s.URL()+"/reject?status=503&header=Retry-After:+30")
	progress := &watchedBuffer{want: "next attempt in", seen: make(chan struct{})}
	cmd.Stderr = progress
	start(t, cmd)
	<-progress.seen
	signalTo(t, cmd, syscall.SIGINT)
	finish(t, cmd, 130)
}
