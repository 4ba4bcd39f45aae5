//go:build unix

package tests

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"wspipe/tests/server"
)

// Another process that shares a stream with us (node does this) may make it non-blocking while we use it. We then
// wait when nothing can be read or written.

// shared is a pipe whose child's end the test can make non-blocking.
type shared struct {
	t           *testing.T
	ours, child *os.File
}

func sharedOutput(t *testing.T) *shared {
	r, w := newPipe(t)
	return &shared{t, r, w}
}

func sharedInput(t *testing.T) *shared {
	r, w := newPipe(t)
	return &shared{t, w, r}
}

func newPipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// cannotBlock is for after the child's start; a wait that the child has already begun still blocks.
func (s *shared) cannotBlock() {
	s.t.Helper()
	if err := syscall.SetNonblock(int(s.child.Fd()), true); err != nil {
		s.t.Fatal(err)
	}
	s.child.Close()
}

func TestStdoutBecomesNonBlocking(t *testing.T) {
	const total = 50_000 // far more than fits into a pipe
	s := startServer(t)
	for _, args := range [][]string{
		{"listen", fmt.Sprintf("%s/burst?n=%d&gate=a", s.URL(), total)},
		{"listen", "--hex", fmt.Sprintf("%s/burst?n=%d&gate=b", s.URL(), total)},
		{"connect", "--json", fmt.Sprintf("%s/burst?n=%d&gate=c", s.URL(), total)},
	} {
		out := sharedOutput(t)
		cmd := raced(t, args...)
		cmd.Stdout = out.child
		start(t, cmd)
		first := make([]byte, 1)
		if _, err := io.ReadFull(out.ours, first); err != nil {
			t.Fatal(err)
		}
		out.cannotBlock()
		s.OpenGate(args[len(args)-1][len(args[len(args)-1])-1:])
		rest, err := io.ReadAll(out.ours)
		finish(t, cmd, 0)
		wantSilence(t, captured(cmd))
		if n := bytes.Count(rest, []byte("\n")); err != nil || n < total || n > total+2 {
			t.Errorf("%v: %d lines, %v, want %d", args, n, err, total)
		}
	}
}

func TestStdinBecomesNonBlocking(t *testing.T) {
	s := startServer(t)
	for i, args := range [][]string{{"connect", "-n", "3"}, {"send", "-n", "3"}, {"connect", "--null", "-n", "3"}} {
		id := fmt.Sprint("in", i)
		in := sharedInput(t)
		cmd := raced(t, append(args, s.URL()+"/echo?id="+id)...)
		cmd.Stdin = in.child
		var out bytes.Buffer
		cmd.Stdout = &out
		start(t, cmd)
		end := "\n"
		if args[1] == "--null" {
			end = "\x00"
		}
		sendAndAwait(t, s, in.ours, id, 1, end)
		in.cannotBlock()
		sendAndAwait(t, s, in.ours, id, 2, end)
		sendAndAwait(t, s, in.ours, id, 3, end)
		finish(t, cmd, 0)
		wantSilence(t, captured(cmd))
		if want := strings.Repeat("hello"+end, 3); out.String() != want {
			t.Errorf("%v: %q", args, out.String())
		}
	}
}

func sendAndAwait(t *testing.T, s *server.Server, in io.Writer, id string, n int, end string) {
	t.Helper()
	if _, err := io.WriteString(in, "hello"+end); err != nil {
		t.Fatal(err)
	}
	await(t, s, id, func(r server.Report) bool { return r.Messages == n })
}

func TestStderrBecomesNonBlocking(t *testing.T) {
	const total = 20_000
	s := startServer(t)
	out := sharedOutput(t)
	cmd := raced(t, "listen", "-vv", fmt.Sprintf("%s/burst?n=%d&gate=err&code=4001", s.URL(), total))
	cmd.Stderr = out.child
	cmd.Stdout = io.Discard
	start(t, cmd)
	if _, err := io.ReadFull(out.ours, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	out.cannotBlock()
	s.OpenGate("err")
	rest, err := io.ReadAll(out.ours)
	finish(t, cmd, 5)
	if n := bytes.Count(rest, []byte("< text, ")); err != nil || n != total || !bytes.Contains(rest, []byte("4001")) {
		t.Errorf("%d frames, %v, want %d; the end is %q", n, err, total, rest[max(0, len(rest)-200):])
	}
}

// serve has the same streams.
func TestServesStreamsBecomeNonBlocking(t *testing.T) {
	const total = 20_000
	in, out := sharedInput(t), sharedOutput(t)
	cmd := raced(t, "serve", "--once", "0")
	cmd.Stdin, cmd.Stdout = in.child, out.child
	said := &watchedBuffer{want: "\n", seen: make(chan struct{})}
	cmd.Stderr = said
	start(t, cmd)
	<-said.seen
	url := strings.TrimSpace(strings.TrimPrefix(said.String(), "wspipe: listening on "))
	client := raced(t, "connect", "-n", "2", url)
	client.Stdin = strings.NewReader(numberedLines(total))
	reply := stdoutPipe(t, client)
	start(t, client)
	fmt.Fprintln(in.ours, "one")
	if _, err := io.ReadFull(reply, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	in.cannotBlock()
	out.cannotBlock()
	lines := readLines(t, out.ours, total)
	fmt.Fprintln(in.ours, "two") // there is nothing to read for a while
	finishBoth(t, client, cmd)
	if lines != numberedLines(total) {
		t.Errorf("%d bytes came", len(lines))
	}
}

func readLines(t *testing.T, r io.Reader, n int) string {
	t.Helper()
	text := make([]byte, len(numberedLines(n)))
	if _, err := io.ReadFull(r, text); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func finishBoth(t *testing.T, client, serve *exec.Cmd) {
	t.Helper()
	finish(t, client, 0)
	finish(t, serve, 0)
}
