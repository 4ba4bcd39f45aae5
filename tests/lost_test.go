//go:build unix

package tests

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wspipe/tests/server"
)

// Nothing is lost: the heavy tests of contract section 5. They run the released program, never with the race
// detector.

const (
	burstMessages = 200_000
	burstSize     = 64
)

func burstTarget(s *server.Server) string {
	return fmt.Sprintf("%s/burst?n=%d&size=%d", s.URL(), burstMessages, burstSize)
}

// burstHash is the hash of what listen prints for burstTarget.
func burstHash() string {
	h := sha256.New()
	w := bufio.NewWriterSize(h, 1<<16)
	for i := range burstMessages {
		n := strconv.Itoa(i)
		w.WriteString(n)
		w.WriteString(strings.Repeat(".", burstSize-len(n)))
		w.WriteByte('\n')
	}
	w.Flush()
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestBurstIntoAPipeIsComplete(t *testing.T) {
	t.Parallel()
	runs := 100
	if testing.Short() {
		runs = 5
	}
	s, want := startServer(t), burstHash()
	began := time.Now()
	for i := range runs {
		h := sha256.New()
		cmd := plain(t, "listen", burstTarget(s))
		cmd.Stdout = h
		_, stderr := run(t, cmd, 0)
		wantSilence(t, stderr)
		if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
			t.Fatalf("run %d of %d is incomplete", i+1, runs)
		}
	}
	t.Logf("%d runs of %d messages, all complete: %d messages in %.1f s",
		runs, burstMessages, runs*burstMessages, time.Since(began).Seconds())
}

// A reader that doesn't read until the server has sent everything slows the server down, and loses nothing.
func TestBurstIntoASleepyReaderIsComplete(t *testing.T) {
	t.Parallel()
	runs := 3
	if testing.Short() {
		runs = 1
	}
	s, want := startServer(t), burstHash()
	for range runs {
		cmd := plain(t, "listen", burstTarget(s))
		out := stdoutPipe(t, cmd)
		start(t, cmd)
		time.Sleep(1500 * time.Millisecond) // the sleepy reader
		h := sha256.New()
		io.Copy(h, out)
		finish(t, cmd, 0)
		if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
			t.Fatal("incomplete")
		}
	}
}

// Memory stays bounded while the reader doesn't read, although far more arrives than may be kept.
func TestSleepyReaderBoundsMemory(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	cmd := plain(t, "listen", s.URL()+"/burst?n=3000000&size=64&gate=end")
	out := stdoutPipe(t, cmd)
	start(t, cmd)
	time.Sleep(1500 * time.Millisecond) // the sleepy reader
	const want = 3_000_000 * 65
	n, _ := io.CopyN(io.Discard, out, want)
	wantMemory(t, cmd)
	s.OpenGate("end")
	more, _ := io.Copy(io.Discard, out)
	finish(t, cmd, 0)
	if n+more != want {
		t.Errorf("%d bytes, want %d", n+more, want)
	}
}

func TestSlowServerBoundsMemory(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	cmd := plain(t, "connect", "--wait", "0", s.URL()+"/slow-reader?gate=read&id=a")
	const lines = 200 << 20 / 20
	input := &offered{r: io.LimitReader(repeated("twenty bytes a line\n"), lines*20)}
	cmd.Stdin = pipeFrom(t, input)
	start(t, cmd)
	await(t, s, "a", func(r server.Report) bool { return r.Opened })
	time.Sleep(time.Second) // the slow server
	// The system's sockets and pipes hold a few MiB.
	if n := input.n.Load(); n > 32<<20 {
		t.Errorf("%d MiB were taken from stdin while the server read nothing", n>>20)
	}
	wantMemory(t, cmd)
	s.OpenGate("read")
	finish(t, cmd, 0)
	if r := await(t, s, "a", server.Done); r.Messages != lines {
		t.Errorf("%d messages, want %d", r.Messages, lines)
	}
}

const gibibyte = 1 << 30

func bigSize() int64 {
	if testing.Short() {
		return gibibyte / 16
	}
	return gibibyte
}

func TestRawSendInConstantMemory(t *testing.T) {
	t.Parallel()
	testBigSend(t, bigSize(), "send", "--raw")
	testBigSend(t, bigSize()/4, "connect", "--raw", "--wait", "0")
}

func TestRawListenInConstantMemory(t *testing.T) {
	t.Parallel()
	testBigListen(t, bigSize(), "frames=1", "listen", "--raw")
	testBigListen(t, bigSize()/4, "frames=777", "listen", "--raw")
}

// A line is one message however long it is, and must not be held in memory either.
func TestLinesStreamInConstantMemory(t *testing.T) {
	t.Parallel()
	testBigSend(t, bigSize()/4, "send")
	testBigListen(t, bigSize()/4, "type=text", "listen")
}

// testBigSend sends a message of that size and checks the program's memory when the server has all of it and delays
// its Close.
func testBigSend(t *testing.T, size int64, args ...string) {
	t.Helper()
	s := startServer(t)
	cmd := plain(t, append(args, s.URL()+"/count?gate=end&id=a")...)
	cmd.Stdin = pipeFrom(t, &patternReader{size: size})
	start(t, cmd)
	await(t, s, "a", func(r server.Report) bool { return r.Closed || r.Done })
	wantMemory(t, cmd)
	s.OpenGate("end")
	finish(t, cmd, 0)
	wantSilence(t, captured(cmd))
	r := await(t, s, "a", server.Done)
	if args[0] == "send" && r.Messages != 1 || r.Bytes != size || r.CloseCode != 1000 {
		t.Errorf("%v: the server saw %+v", args, r)
	}
}

// testBigListen receives one, and checks when all of it has been printed.
func testBigListen(t *testing.T, size int64, how string, args ...string) {
	t.Helper()
	s := startServer(t)
	cmd := plain(t, append(args, fmt.Sprintf("%s/big?gate=end&size=%d&%s", s.URL(), size, how))...)
	out := stdoutPipe(t, cmd)
	check := &patternWriter{}
	start(t, cmd)
	_, err := io.CopyN(check, out, size)
	wantMemory(t, cmd)
	s.OpenGate("end")
	rest, _ := io.ReadAll(out)
	finish(t, cmd, 0)
	wantSilence(t, captured(cmd))
	want := "\n"
	if slices.Contains(args, "--raw") {
		want = ""
	}
	if err != nil || string(rest) != want {
		t.Errorf("%v, %s: %v after %d bytes, then %q", args, how, err, check.offset, rest)
	}
}

func TestTwoMebibyteLineIsOneMessage(t *testing.T) {
	s := startServer(t)
	line := bytes.Repeat([]byte("0123456789abcdef"), 2<<20/16)
	cmd := plain(t, "send", "-n", "1", s.URL()+"/echo?digest=1&id=a")
	cmd.Stdin = bytes.NewReader(append(line, '\n'))
	stdout, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	if stdout != string(line)+"\n" {
		same := 0
		for same < min(len(stdout), len(line)) && stdout[same] == line[same] {
			same++
		}
		t.Errorf("%d bytes came back, want %d; they differ after %d", len(stdout), len(line)+1, same)
	}
	if r := await(t, s, "a", server.Done); r.Messages != 1 || r.Digest != server.Digest(line) {
		t.Errorf("the server saw %+v", r)
	}
}

func TestAMillionLinesAreDelivered(t *testing.T) {
	t.Parallel()
	n := 1_000_000
	if testing.Short() {
		n = 50_000
	}
	s := startServer(t)
	script := fmt.Sprintf(`yes | head -%d | "$WSPIPE" connect --wait 0 "$URL"`, n)
	_, stderr := run(t, shell(t, script, s.URL()+"/count?id=a"), 0)
	wantSilence(t, stderr)
	r := await(t, s, "a", server.Done)
	if r.Messages != n || r.Bytes != int64(n) || r.CloseCode != 1000 {
		t.Errorf("the server saw %d messages of %d bytes, close %d", r.Messages, r.Bytes, r.CloseCode)
	}
}

// An echo of everything fills both directions at once.
func TestEchoBothWaysIsComplete(t *testing.T) {
	t.Parallel()
	n := 300_000
	if testing.Short() {
		n = 30_000
	}
	s := startServer(t)
	script := fmt.Sprintf(`yes 0123456789 | head -%d | "$WSPIPE" connect -n %d "$URL" | uniq -c`, n, n)
	stdout, stderr := run(t, shell(t, script, s.URL()+"/echo"), 0)
	wantSilence(t, stderr)
	if want := fmt.Sprintf("%d 0123456789", n); strings.TrimSpace(stdout) != want {
		t.Errorf("got %q, want %q", strings.TrimSpace(stdout), want)
	}
}

// Mixed messages go through a pipe of two wspipes in every format that keeps boundaries; the server compares hashes.
func TestListenIntoSendIsLossless(t *testing.T) {
	var payloads [][]byte
	for _, m := range server.Mix() {
		payloads = append(payloads, m.Data)
	}
	for _, format := range []string{"length", "base64", "hex", "json"} {
		t.Run(format, func(t *testing.T) {
			s := startServer(t)
			script := `"$WSPIPE" listen --` + format + ` "$URL/mix" | "$WSPIPE" send --output raw --input ` + format + ` "$URL/count?digest=1&id=a"`
			stdout, stderr := run(t, shell(t, script, s.URL()), 0)
			wantSilence(t, stdout+stderr)
			r := await(t, s, "a", server.Done)
			if r.Messages != len(payloads) || r.Digest != server.Digest(payloads...) {
				t.Errorf("altered: %d messages, want %d\n%v", r.Messages, len(payloads), r)
			}
		})
	}
}

func TestReaderThatLeavesIsNoticedInSilence(t *testing.T) {
	s := startServer(t)
	script := `{ "$WSPIPE" listen "$URL"; echo "status $?" >&2; } | head -1`
	stdout, stderr := run(t, shell(t, script, s.URL()+"/burst?n=1&code=-1&id=a"), 0)
	if stdout != "0\n" || stderr != "status 0\n" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
	if r := await(t, s, "a", server.Done); !r.Closed {
		t.Errorf("no Close: %v", r)
	}
}

func TestFullDiskIsStatus8(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	s := startServer(t)
	cmd := plain(t, "listen", burstTarget(s)+"&id=a")
	cmd.Stdout = full
	_, stderr := run(t, cmd, 8)
	if !strings.HasPrefix(stderr, "wspipe: ") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr: %q", stderr)
	}
}

func TestSignalInTheMiddleOfABurst(t *testing.T) {
	for _, test := range []struct {
		signal syscall.Signal
		status int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		t.Run(test.signal.String(), func(t *testing.T) {
			s := startServer(t)
			cmd := plain(t, "listen", s.URL()+"/burst?n=100000000&size=64&id=a")
			out := bufio.NewReader(stdoutPipe(t, cmd))
			start(t, cmd)
			if _, err := out.Discard(1 << 20); err != nil {
				t.Fatal(err)
			}
			signalTo(t, cmd, test.signal)
			io.Copy(io.Discard, out)
			finish(t, cmd, test.status)
			if r := await(t, s, "a", server.Done); r.CloseCode != 1001 {
				t.Errorf("the server saw %v", r)
			}
		})
	}
}

// The reader of stdout has stopped reading, so nothing can be written, but a signal still ends the program.
func TestSignalWhileStdoutIsBlocked(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	cmd := plain(t, "listen", s.URL()+"/burst?n=100000000&size=64&id=a")
	out := stdoutPipe(t, cmd)
	start(t, cmd)
	if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	signalTo(t, cmd, syscall.SIGTERM)
	err := cmd.Wait() // closes out, but only when the program has ended
	if got := exitStatus(t, err); got != 143 {
		t.Errorf("exit status %d, want 143", got)
	}
}

// After the first signal the program waits for the server's Close; the second one ends it at once.
func TestSecondSignalExitsAtOnce(t *testing.T) {
	for sig, status := range map[syscall.Signal]int{
		syscall.SIGINT: 130, syscall.SIGHUP: 129, syscall.SIGQUIT: 131, syscall.SIGUSR1: 128 + int(syscall.SIGUSR1),
	} {
		s := startServer(t)
		cmd := plain(t, "listen", "--close-timeout", "1m", s.URL()+"/no-close-answer?n=1&id=a")
		out := stdoutPipe(t, cmd)
		start(t, cmd)
		if _, err := io.ReadFull(out, make([]byte, 2)); err != nil {
			t.Fatal(err)
		}
		firstSignal := time.Now()
		signalTo(t, cmd, sig)
		await(t, s, "a", func(r server.Report) bool { return r.Closed })
		stop := repeatedly(func() { _ = cmd.Process.Signal(sig) }) // one that comes right away still counts as the first
		finish(t, cmd, status)
		stop()
		if took := time.Since(firstSignal); took > 1500*time.Millisecond {
			t.Errorf("%v: took %v, as long as the grace for the first signal", sig, took)
		}
		wantSilence(t, captured(cmd)) // no stack dump
	}
}

// repeatedly calls do until stopped.
func repeatedly(do func()) (stop func()) {
	over, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
				do()
			}
		}
	}()
	return func() {
		close(over)
		<-stopped
	}
}

// timeout(1) signals its child, and then the group that the child is in.
func TestSignalThatComesTwiceIsOne(t *testing.T) {
	for range 10 {
		s := startServer(t)
		cmd := plain(t, "listen", "--on-open", "a", s.URL()+"/echo?id=a")
		out := stdoutPipe(t, cmd)
		start(t, cmd)
		if _, err := io.ReadFull(out, make([]byte, 2)); err != nil {
			t.Fatal(err)
		}
		signalTo(t, cmd, syscall.SIGTERM)
		signalTo(t, cmd, syscall.SIGTERM)
		finish(t, cmd, 143)
		if r := await(t, s, "a", server.Done); r.CloseCode != 1001 {
			t.Errorf("the server saw %v", r)
		}
		if said := captured(cmd); said != "wspipe: terminated\n" {
			t.Errorf("stderr has %q", said)
		}
	}
}

func TestSignalWhileDialling(t *testing.T) {
	s := startServer(t)
	cmd := plain(t, "listen", s.URL()+"/mute-handshake?id=a")
	start(t, cmd)
	awaitRequest(t, s, "a")
	signalTo(t, cmd, syscall.SIGINT)
	finish(t, cmd, 130)
}

func TestServerClosesWhileStdinIsOpen(t *testing.T) {
	s := startServer(t)
	for _, args := range [][]string{
		{"connect", s.URL() + "/burst?n=1000&id=connect"},
		{"connect", "--raw", s.URL() + "/burst?n=1000"},
		{"connect", "--wait", "-1", s.URL() + "/burst?n=1000"},
	} {
		cmd := plain(t, args...)
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout, stderr := run(t, cmd, 0)
		stdin.Close()
		wantSilence(t, stderr)
		if !strings.Contains(stdout, "999") {
			t.Errorf("%v: only %d bytes", args, len(stdout))
		}
	}
}

// stdin ends long before the handshake is answered.
func TestSlowDialWithTheEndOfStdin(t *testing.T) {
	s := startServer(t)
	for i := range 5 {
		cmd := plain(t, "connect", "--wait", "5s", "-n", "2", s.URL()+"/slow-handshake?after=200ms&id="+strconv.Itoa(i))
		cmd.Stdin = strings.NewReader("one\ntwo\n")
		stdout, stderr := run(t, cmd, 0)
		wantSilence(t, stderr)
		if stdout != "one\ntwo\n" {
			t.Errorf("stdout: %q", stdout)
		}
	}
}

// helpers

func stdoutPipe(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shell runs a line in which "$WSPIPE" is the released program.
func shell(t *testing.T, line, url string) *exec.Cmd {
	t.Helper()
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "/bin/sh", "-c", line)
	cmd.Env = append(cmd.Env, "WSPIPE="+path, "URL="+url)
	return cmd
}

// awaitRequest waits until the handshake of connection id has been read.
func awaitRequest(t *testing.T, s *server.Server, id string) {
	t.Helper()
	await(t, s, id, func(server.Report) bool { return true })
}

// wantMemory checks the peak memory use of a running child. The kernel's figure for a finished one won't do: it
// starts with what this process used when it started the child.
func wantMemory(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Logf("peak memory isn't known here: %v", err)
		return
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var peak float64 // in KiB
	if _, err := fmt.Sscan(after, &peak); err != nil {
		t.Fatalf("no peak memory in %q: %v", status, err)
	}
	t.Logf("%v: peak memory %.1f MiB", cmd.Args[1:], peak/1024)
	if peak > 32<<10 {
		t.Errorf("%v: peak memory %.1f MiB, want at most 32", cmd.Args[1:], peak/1024)
	}
}

// pipeFrom makes a real pipe of r, as a shell would.
func pipeFrom(t *testing.T, r io.Reader) *os.File {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() }) // ends the copying if anything is left
	go func() {
		io.Copy(in, r)
		in.Close()
	}()
	return out
}

// patternReader and patternWriter are the two ends of server.Pattern.
type patternReader struct{ offset, size int64 }

func (p *patternReader) Read(b []byte) (int, error) {
	if p.offset == p.size {
		return 0, io.EOF
	}
	n := copy(b, server.Pattern(p.offset, p.size-p.offset))
	p.offset += int64(n)
	return n, nil
}

type patternWriter struct {
	offset int64
	err    error
}

func (p *patternWriter) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0 && p.err == nil; {
		want := server.Pattern(p.offset, int64(len(rest)))
		if !bytes.Equal(rest[:len(want)], want) {
			p.err = fmt.Errorf("altered after byte %d", p.offset)
		}
		p.offset += int64(len(want))
		rest = rest[len(want):]
	}
	return len(b), p.err
}

// offered counts what has been read of r.
type offered struct {
	r io.Reader
	n atomic.Int64
}

func (o *offered) Read(b []byte) (int, error) {
	n, err := o.r.Read(b)
	o.n.Add(int64(n))
	return n, err
}

// repeated repeats s forever.
func repeated(s string) io.Reader {
	return &repeater{block: strings.Repeat(s, 2000)}
}

type repeater struct {
	block string
	at    int
}

func (r *repeater) Read(b []byte) (int, error) {
	n := copy(b, r.block[r.at:])
	r.at = (r.at + n) % len(r.block)
	return n, nil
}
