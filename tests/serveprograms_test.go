//go:build unix

package tests

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wspipe/client"
)

// A client that sends endlessly to a program that reads nothing, and disappears in the middle, leaves no program
// behind.
func TestServeExecClientGoesWhileNothingIsRead(t *testing.T) {
	t.Parallel()
	id := filepath.Join(t.TempDir(), "id")
	s := startServeProgram(t, nil, "-v", "--close-timeout", "50ms", "--exec", `sh -c "echo $$ >`+id+`; echo; exec sleep 1000"`)
	ws, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var sent sync.WaitGroup
	sent.Add(1)
	stuck := make(chan struct{})
	isStuck := sync.OnceFunc(func() { close(stuck) })
	ws.OnMessage = func(client.MessageEvent) {
		go func() {
			defer sent.Done()
			for last := time.AfterFunc(time.Second, isStuck); ; last.Reset(100 * time.Millisecond) {
				if ws.Send(client.Binary, make([]byte, 64<<10)) != nil {
					return
				}
			}
		}()
	}
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(context.Background()) }()
	<-stuck
	ws.Terminate()
	<-ended
	sent.Wait()
	s.until("client 1: the connection was dropped")
	wantGone(t, id)
	s.end()
}

func wantGone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	id, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err == nil {
		err = awaitGone(id)
	}
	if err != nil {
		t.Error(err)
	}
}

// A question and an answer of any size pass in constant memory.
func TestServeExecLargeMessages(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	s := startServeProgram(t, nil, "--raw", "--exec", fmt.Sprintf("sh -c 'head -c %d; head -c %d /dev/zero'", size, size))
	ws, err := client.New(s.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			if w, err := ws.NewWriter(client.Binary); err == nil {
				_, _ = io.CopyN(w, zeros{}, size)
				_ = w.Close()
			}
		}()
	}
	var got int64
	ws.OnMessage = func(e client.MessageEvent) {
		n, _ := io.Copy(io.Discard, e.Reader())
		got += n
	}
	if err := ws.Run(context.Background()); err != nil || got != 2*size {
		t.Errorf("%d bytes came back, %v", got, err)
	}
	s.wantPeak(32)
	s.end()
}

// Each of many clients has a program, which ends when its client leaves.
func TestServeExecManyClients(t *testing.T) {
	t.Parallel()
	const clients = 100
	dir := t.TempDir()
	s := startServeProgram(t, nil, "--exec", `sh -c "echo $$ >`+dir+`/$WSPIPE_CLIENT; exec cat"`)
	var all sync.WaitGroup
	for n := range clients {
		all.Add(1)
		go func() {
			defer all.Done()
			if got, err := echoed(s.url, strconv.Itoa(n)); got != strconv.Itoa(n) || err != nil {
				t.Errorf("client %d got %q, %v", n, got, err)
			}
		}()
	}
	all.Wait()
	files, _ := filepath.Glob(dir + "/*")
	if len(files) != clients {
		t.Errorf("there were %d programs", len(files))
	}
	for _, file := range files {
		wantGone(t, file)
	}
	s.end()
	if said := s.said.String(); strings.Count(said, "\n") != 2 {
		t.Errorf("it said %q", said)
	}
}

// echoed returns what comes back for a message.
func echoed(url, text string) (got string, err error) {
	ws, err := client.New(url, client.Options{})
	if err != nil {
		return "", err
	}
	ws.OnOpen = func(client.OpenEvent) { _ = ws.SendText(text) }
	ws.OnMessage = func(e client.MessageEvent) {
		got, _ = e.Text()
		_ = ws.Close(1000, "")
	}
	err = ws.Run(context.Background())
	return got, err
}

// The same the other way: a server that sends endlessly disappears while the program of connect --exec reads nothing.
func TestExecServerGoesWhileNothingIsRead(t *testing.T) {
	t.Parallel()
	in, flood, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	s := startServeProgram(t, in)
	id := filepath.Join(t.TempDir(), "id")
	c := plain(t, "connect", "--close-timeout", "50ms", "--exec", `sh -c "echo $$ >`+id+`; exec sleep 1000"`, s.url)
	start(t, c)
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if text, _ := os.ReadFile(id); len(text) > 0 {
			break
		}
		if time.Since(begun) > childTimeout {
			t.Fatal("the program never began")
		}
	}
	stuck := make(chan struct{})
	isStuck := sync.OnceFunc(func() { close(stuck) })
	go func() {
		defer flood.Close()
		last := time.AfterFunc(time.Minute, isStuck)
		for line := []byte(strings.Repeat("x", 1000) + "\n"); ; last.Reset(200 * time.Millisecond) {
			if _, err := flood.Write(line); err != nil {
				return
			}
		}
	}()
	<-stuck
	_ = s.cmd.Process.Kill()
	in.Close()
	finish(t, c, 5)
	wantGone(t, id)
}
