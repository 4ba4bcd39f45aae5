//go:build unix

package tests

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wspipe/client"
)

// servingProgram is wspipe serve on a port of its own, until the test ends.
type servingProgram struct {
	t             testing.TB
	cmd           *exec.Cmd
	url           string
	host          string
	printed, said *watched
}

func startServeProgram(t testing.TB, stdin io.Reader, args ...string) *servingProgram {
	t.Helper()
	if !slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "unix:") }) {
		args = append(args, "127.0.0.1:0")
	}
	cmd := plain(t, append([]string{"serve"}, args...)...)
	s := &servingProgram{t: t, cmd: cmd, printed: &watched{}, said: &watched{}}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, s.printed, s.said
	start(t, cmd)
	s.url = s.until(`listening on (\S+)`)
	s.host = strings.TrimSuffix(strings.TrimPrefix(s.url, "ws://"), "/")
	return s
}

// until waits for stderr to match and returns the first group, if there is one.
func (s *servingProgram) until(pattern string) string { return s.await(s.said, pattern) }

func (s *servingProgram) await(stream *watched, pattern string) string {
	s.t.Helper()
	expr := regexp.MustCompile(pattern)
	seen := make(chan []string, 1)
	look := func(text string) {
		if found := expr.FindStringSubmatch(text); found != nil {
			select {
			case seen <- found:
			default:
			}
		}
	}
	stream.mu.Lock()
	stream.look = look
	look(stream.text.String())
	stream.mu.Unlock()
	select {
	case found := <-seen:
		return found[len(found)-1]
	case <-time.After(childTimeout):
		s.t.Fatalf("%q never came, but: %s", pattern, stream)
		return ""
	}
}

func (s *servingProgram) end() {
	s.t.Helper()
	signalTo(s.t, s.cmd, syscall.SIGINT)
	finish(s.t, s.cmd, 130)
}

// wantPeak limits the peak memory of the program, if the system reports it.
func (s *servingProgram) wantPeak(limit int) {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Logf("the peak memory is not known: %v", err)
		return
	}
	var kib int
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscanf(after, "%d kB", &kib); err != nil {
		s.t.Fatal(err)
	}
	s.t.Logf("%d MiB at the peak", kib>>10)
	if kib>>10 > limit {
		s.t.Errorf("%d MiB at the peak, want at most %d", kib>>10, limit)
	}
}

// A thousand clients at once each get a thousand messages back, in order.
func TestServeThousandClients(t *testing.T) {
	t.Parallel()
	const clients, messages = 1000, 1000
	s := startServeProgram(t, nil, "--echo")
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	var open, ended sync.WaitGroup
	open.Add(clients)
	var got atomic.Int64
	for n := range clients {
		ended.Add(1)
		go func() {
			defer ended.Done()
			if err := echoThousand(ctx, s.url, n, messages, &open, &got); err != nil {
				t.Errorf("client %d: %v", n, err)
			}
		}()
	}
	ended.Wait()
	if got.Load() != clients*messages {
		t.Errorf("%d of %d messages came back", got.Load(), clients*messages)
	}
	s.wantPeak(192)
	s.end()
}

// echoThousand starts sending only when all connections are open.
func echoThousand(ctx context.Context, url string, n, messages int, open *sync.WaitGroup, total *atomic.Int64) error {
	ws, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	var wrong error
	next := 0
	arrived := sync.OnceFunc(open.Done)
	defer arrived()
	ws.OnOpen = func(client.OpenEvent) {
		arrived()
		go func() {
			open.Wait()
			for i := range messages {
				_ = ws.Queue(client.Text, fmt.Appendf(nil, "%d/%d", n, i))
			}
			_ = ws.Flush()
		}()
	}
	ws.OnMessage = func(e client.MessageEvent) {
		text, err := e.Text()
		if text != fmt.Sprintf("%d/%d", n, next) {
			wrong = errors.Join(fmt.Errorf("message %d is %q", next, text), err)
		}
		total.Add(1)
		if next++; next == messages {
			_ = ws.Close(1000, "")
		}
	}
	return errors.Join(ws.Run(ctx), wrong)
}

// One message of 1 GiB comes back in constant memory.
func TestServeEchoGiB(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("slow")
	}
	const size = 1 << 30
	s := startServeProgram(t, nil, "--echo")
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	ws, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			w, err := ws.NewWriter(client.Binary)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.CopyN(w, zeros{}, size)
			_ = w.Close()
		}()
	}
	var got int64
	ws.OnMessage = func(e client.MessageEvent) {
		got, _ = io.Copy(io.Discard, e.Reader())
		if e.Type != client.Binary {
			t.Errorf("the type is %v", e.Type)
		}
		_ = ws.Close(1000, "")
	}
	if err := ws.Run(ctx); err != nil || got != size {
		t.Errorf("%d bytes came back, %v", got, err)
	}
	s.wantPeak(32)
	s.end()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A client that stops reading blocks nobody: the other one gets everything, and the first is closed with 1013 once it
// is too far behind, which it sees when it resumes reading.
func TestServeClosesWhoStopsReading(t *testing.T) {
	t.Parallel()
	const messages, size = 100_000, 1000
	r, w := io.Pipe()
	s := startServeProgram(t, r, "--close-timeout", "60s")
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	release, stuckOpen := make(chan struct{}), make(chan struct{})
	stuck, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stuck.OnOpen = func(client.OpenEvent) { close(stuckOpen) }
	stuck.OnMessage = func(client.MessageEvent) { <-release }
	stuckEnd := make(chan error, 1)
	go func() { stuckEnd <- stuck.Run(ctx) }()
	<-stuckOpen

	quick, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("x", size-1)
	quick.OnOpen = func(client.OpenEvent) { // from now on it gets what stdin has
		go func() {
			for range messages {
				_, _ = io.WriteString(w, line+"\n")
			}
			w.Close()
		}()
	}
	got := 0
	quick.OnMessage = func(client.MessageEvent) {
		if got++; got == messages {
			_ = quick.Close(1000, "")
		}
	}
	if err := quick.Run(ctx); err != nil || got != messages {
		t.Errorf("%d of %d messages came, %v; said: %s", got, messages, err, s.said)
	}
	s.until(`client 1 reads too slowly: closed with 1013 \(try again later\)`)
	close(release)
	var closed *client.CloseError
	if err := <-stuckEnd; !errors.As(err, &closed) || closed.Code != 1013 {
		t.Errorf("the one that stopped reading: %v", err)
	}
	s.wantPeak(96)
	s.end()
}

// A message that never ends doesn't block others either.
func TestServeHalfAMessageHoldsUpNobody(t *testing.T) {
	s := startServeProgram(t, nil)
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	half, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	begun, over := make(chan struct{}), make(chan struct{})
	half.OnOpen = func(client.OpenEvent) {
		if w, err := half.NewWriter(client.Text); err == nil {
			_, _ = io.WriteString(w, "half")
			_ = half.Flush()
		}
		close(begun)
	}
	go func() {
		defer close(over)
		_ = half.Run(ctx)
	}()
	<-begun
	run(t, plain(t, "send", s.url, "whole"), 0)
	half.Terminate()
	<-over
	s.end()
	if got := s.printed.String(); got != "whole\n" {
		t.Errorf("stdout: %q", got)
	}
}

// A client that is slow with the handshake, or with TLS before it, is disconnected even if it trickles bytes; one
// that answers no pings is, too, later.
func TestServeSlowLoris(t *testing.T) {
	s := startServeProgram(t, nil, "--echo", "--connect-timeout", "300ms", "--ping-interval", "50ms", "--ping-timeout", "200ms")
	for name, text := range map[string]string{
		"silent":          "",
		"half a header":   "GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
		"half a body":     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx",
		"idle afterwards": "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"no pongs": "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) { wantCutOff(t, s.host, text) })
	}
	if s.until(`client 1: (.*)`) != "the client did not answer a ping within 200ms" {
		t.Errorf("said: %s", s.said)
	}
	secure := startServeProgram(t, nil, "--echo", "--self-signed", "--connect-timeout", "300ms")
	wantCutOff(t, strings.TrimSuffix(strings.TrimPrefix(secure.url, "wss://"), "/"), "\x16\x03\x01")
	// and others are still served
	if stdout, _ := run(t, plain(t, "send", "-n", "1", s.url, "hi"), 0); stdout != "hi\n" {
		t.Errorf("stdout: %q", stdout)
	}
	secure.end()
	s.end()
}

func wantCutOff(t *testing.T, host, text string) {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(childTimeout))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	var timeout net.Error
	if _, err := io.Copy(io.Discard, bufio.NewReader(conn)); errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("never cut off")
	}
}

// Clients written by others, against serve --echo with compression.
func TestServePeers(t *testing.T) {
	t.Parallel()
	peers := peersDir(t)
	t.Run("Python", func(t *testing.T) {
		python := filepath.Join(peers, "venv", "bin", "python")
		requirePeer(t, python)
		wantServed(t, func(url string) *exec.Cmd { return command(t, python, "peers/client.py", url) })
	})
	t.Run("Node", func(t *testing.T) {
		modules := filepath.Join(peers, "node_modules")
		requirePeer(t, filepath.Join(modules, "ws"))
		node, err := exec.LookPath("node")
		if err != nil {
			missingPeer(t, "node")
		}
		wantServed(t, func(url string) *exec.Cmd { return command(t, node, "peers/client.mjs", modules, url) })
	})
}

func wantServed(t *testing.T, peer func(url string) *exec.Cmd) {
	for _, flags := range [][]string{{"--echo"}, {"--echo", "--compress"}} {
		s := startServeProgram(t, nil, append(flags, "-s", "v2.chat")...)
		stdout, _ := run(t, peer(s.url), 0)
		if stdout != "v2.chat\n1000 messages\n1048576 bytes\nclosed 1000\n" {
			t.Errorf("%v: the peer says %q", flags, stdout)
		}
		s.end()
	}
}
