//go:build unix

package tests

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

// half is a client that sends half a message, and no more.
type half struct {
	ws  *client.WebSocket
	end chan error
}

func newHalf(t *testing.T, url string, size int64) *half {
	t.Helper()
	ws, err := client.New(url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &half{ws, make(chan error, 1)}
	sent := make(chan struct{})
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			defer close(sent)
			w, err := ws.NewWriter(client.Binary)
			if err == nil {
				_, err = io.CopyN(w, zeros{}, size)
			}
			if err == nil {
				err = ws.Flush()
			}
			if err != nil && !errors.Is(err, client.ErrNotOpen) {
				t.Error(err)
			}
		}()
	}
	go func() { h.end <- ws.Run(context.Background()) }()
	t.Cleanup(ws.Terminate)
	<-sent
	return h
}

// All clients together make it hold no more than --max-memory, whatever each of them may send.
func TestServeMaxMemory(t *testing.T) {
	t.Parallel()
	s := startServeProgram(t, nil, "--max-memory", "24M")
	var halves []*half
	for range 12 {
		halves = append(halves, newHalf(t, s.url, 8<<20))
	}
	s.until(`client \d+ would need too much memory, of which --max-memory allows no more: closed with 1013 \(try again later\)`)
	dismissed := 0
	for _, h := range halves {
		select {
		case err := <-h.end:
			var closed *client.CloseError
			if !errors.As(err, &closed) || closed.Code != 1013 {
				t.Errorf("it ended with %v", err)
			}
			dismissed++
		case <-time.After(100 * time.Millisecond):
		}
	}
	if dismissed < 9 || dismissed == len(halves) {
		t.Errorf("%d of %d were closed with 1013", dismissed, len(halves))
	}
	for _, h := range halves {
		h.ws.Terminate()
	}
	// The memory that they held is available to others.
	newHalf(t, s.url, 8<<20).ws.Terminate()
	run(t, plain(t, "send", s.url, "whole"), 0)
	s.wantPeak(96)
	s.end()
	if got := s.printed.String(); got != "whole\n" {
		t.Errorf("stdout: %q", got)
	}
}

// With enough clients, there is no memory for another.
func TestServeMaxMemoryForConnections(t *testing.T) {
	s := startServeProgram(t, nil, "--echo", "--max-memory", "1M")
	var conns []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", s.host)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	s.until(`a client from 127\.0\.0\.1:\d+ was refused: more would have to be held than --max-memory allows`)
	for _, conn := range conns {
		conn.Close()
	}
	run(t, plain(t, "send", "--retry-for", "20s", "-n", "1", s.url, "hi"), 0)
	s.end()
}

// At the limit of open files, connected clients stay, and others are accepted when some have left.
func TestServeAtTheLimitOfOpenFiles(t *testing.T) {
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "/bin/sh", "-c", `ulimit -n 24; exec "$0" serve --echo 127.0.0.1:0`, path)
	s := &servingProgram{t: t, cmd: cmd, printed: &watched{}, said: &watched{}}
	cmd.Stdout, cmd.Stderr = s.printed, s.said
	start(t, cmd)
	url := s.until(`listening on (\S+)`)
	first := newHalf(t, url, 1)
	var conns []net.Conn
	for range 40 { // the rest waits in the system's queue
		conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "ws://"), "/"))
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	s.until(`wspipe: no more clients can come for now: the limit of open files is reached \(ulimit -n\)`)
	_ = first.ws.Close(1000, "")
	if err := <-first.end; err != nil {
		t.Errorf("the first client: %v", err)
	}
	for _, conn := range conns {
		conn.Close()
	}
	run(t, plain(t, "send", "--retry-for", "20s", "-n", "1", url, "hi"), 0)
	s.end()
	if n := strings.Count(s.said.String(), "no more clients"); n > 5 {
		t.Errorf("it was said %d times", n)
	}
}

// A client that says nothing is closed, whether or not it answers pings, and so is one that doesn't continue a
// message; one that says something stays.
func TestServeIdleTimeout(t *testing.T) {
	s := startServeProgram(t, nil, "--idle-timeout", "1s", "--ping-interval", "100ms")
	cut := newHalf(t, s.url, 100)
	silent := plain(t, "listen", s.url)
	start(t, silent)
	talking, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	talking.OnOpen = func(client.OpenEvent) {
		go func() {
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-over:
					_ = talking.Close(1000, "")
					return
				case <-tick.C:
					_ = talking.SendText("x")
				}
			}
		}()
	}
	talked := make(chan error, 1)
	go func() { talked <- talking.Run(context.Background()) }()
	finish(t, silent, 0)
	if err := <-cut.end; err != nil {
		t.Errorf("half a message: %v", err)
	}
	s.until(`client \d said nothing for 1s: closed with 1001 \(going away\)`)
	close(over)
	if err := <-talked; err != nil {
		t.Errorf("the one that talked: %v", err)
	}
	s.end()

	once := startServeProgram(t, nil, "--once", "--idle-timeout", "100ms")
	run(t, plain(t, "listen", once.url), 0)
	finish(t, once.cmd, 6)
	once.until(`wspipe: client 1 said nothing for 100ms: closed with 1001`)
}
