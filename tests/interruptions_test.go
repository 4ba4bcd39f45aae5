//go:build unix

package tests

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/tests/server"
)

// Signals that a program ignores interrupt what it waits for, but change nothing, however many arrive.
func TestStormOfSignals(t *testing.T) {
	t.Parallel()
	const total = 30_000
	for name, args := range map[string][]string{
		"connect":            {"connect", "-n", fmt.Sprint(total), "/echo"},
		"connect compressed": {"connect", "--compress", "-n", fmt.Sprint(total), "/echo"},
		"send":               {"send", "-n", fmt.Sprint(total), "/echo"},
		"--exec":             {"connect", "--exec", "cat", "-n", fmt.Sprint(total), fmt.Sprintf("/burst?n=%d&code=-1", total)},
	} {
		t.Run(name, func(t *testing.T) {
			s := startServer(t)
			last := len(args) - 1
			args[last] = s.URL() + args[last]
			cmd := raced(t, args...)
			cmd.Stdin = strings.NewReader(numberedLines(total))
			var out watched
			cmd.Stdout = &out
			start(t, cmd)
			end := storm(cmd)
			finish(t, cmd, 0)
			if n := end(); n < 10 {
				t.Errorf("%d signals were sent", n)
			}
			wantSilence(t, captured(cmd))
			if name != "--exec" && out.String() != numberedLines(total) {
				t.Errorf("%d of %d lines came", strings.Count(out.String(), "\n"), total)
			}
		})
	}
}

// storm sends signals until end is called, which returns how many it sent.
func storm(cmd *exec.Cmd) (end func() int) {
	const most = 1_000_000
	over, sent := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { sent <- n }()
		for ; n < most; n++ {
			select {
			case <-over:
				return
			default:
			}
			for _, signal := range []syscall.Signal{syscall.SIGWINCH, syscall.SIGCONT, syscall.SIGURG, syscall.SIGCHLD} {
				_ = cmd.Process.Signal(signal) // it may have ended
			}
		}
	}()
	return func() int { close(over); return <-sent }
}

func TestStormOfSignalsOnServe(t *testing.T) {
	t.Parallel()
	const total = 30_000
	s := startServeProgram(t, nil, "--echo")
	end := storm(s.cmd)
	out, said := run(t, withStdin(plain(t, "connect", "-n", fmt.Sprint(total), s.url), numberedLines(total)), 0)
	if n := end(); n < 10 {
		t.Errorf("%d signals were sent", n)
	}
	wantSilence(t, said)
	if out != numberedLines(total) {
		t.Errorf("%d of %d lines came", strings.Count(out, "\n"), total)
	}
	s.end()
}

func withStdin(cmd *exec.Cmd, text string) *exec.Cmd {
	cmd.Stdin = strings.NewReader(text)
	return cmd
}

// A program stopped for longer than a pong may take continues where it was: the other end wasn't late.
func TestStopAndContinue(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	in := sharedInput(t)
	cmd := raced(t, "connect", "-n", "2", "--ping-interval", "50ms", "--ping-timeout", "200ms", s.URL()+"/echo?id=a")
	cmd.Stdin = in.child
	var out watched
	cmd.Stdout = &out
	start(t, cmd)
	in.child.Close()
	sendAndAwait(t, s, in.ours, "a", 1, "\n")
	for range 2 { // at any point between its pings
		pings := await(t, s, "a", func(r server.Report) bool { return r.Pings > 0 }).Pings
		stopFor(t, cmd, 300*time.Millisecond)
		await(t, s, "a", func(r server.Report) bool { return r.Pings > pings })
	}
	sendAndAwait(t, s, in.ours, "a", 2, "\n")
	finish(t, cmd, 0)
	wantSilence(t, captured(cmd))
	if out.String() != "hello\nhello\n" {
		t.Errorf("%q came", out.String())
	}
}

func stopFor(t *testing.T, cmd *exec.Cmd, d time.Duration) {
	t.Helper()
	signalTo(t, cmd, syscall.SIGSTOP)
	time.Sleep(d) // the fault being tested
	signalTo(t, cmd, syscall.SIGCONT)
}

func TestServeIsStoppedAndContinued(t *testing.T) {
	t.Parallel()
	s := startServeProgram(t, nil, "--echo", "--ping-interval", "50ms", "--ping-timeout", "200ms")
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	var wrong error
	pings := 0
	options := client.Options{Trace: client.Trace{Frame: func(f client.FrameInfo) {
		if f.Opcode == 9 && !f.Sent {
			pings++
		}
	}}}
	ws, err := client.New(s.url, options)
	if err != nil {
		t.Fatal(err)
	}
	stops := 0
	ws.OnOpen = func(client.OpenEvent) { _ = ws.SendText("hello") }
	ws.OnMessage = func(e client.MessageEvent) {
		if text, err := e.Text(); text != "hello" || err != nil {
			wrong = fmt.Errorf("%q came back, %w", text, err)
		}
		if stops++; stops > 2 {
			_ = ws.Close(1000, "")
			return
		}
		stopFor(t, s.cmd, 300*time.Millisecond)
		_ = ws.SendText("hello")
	}
	if err := errors.Join(ws.Run(ctx), wrong); err != nil || pings == 0 {
		t.Errorf("%d pings came, %v", pings, err)
	}
	s.end()
	if said := s.said.String(); strings.Contains(said, "pong") {
		t.Errorf("said %s", said)
	}
}
