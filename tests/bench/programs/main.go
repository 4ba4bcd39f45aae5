//go:build linux

// Programs compares wspipe serve --exec with websocketd: many clients, each with a cat of its own that echoes its
// messages.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wspipe/client"
)

var (
	clients  = flag.Int("clients", 1000, "have `N` clients at once")
	messages = flag.Int("messages", 100, "have each say `N` messages of 64 bytes, one under way")
	rounds   = flag.Int("rounds", 3, "measure each server `N` times, in turn")
)

func main() {
	flag.Parse()
	if err := measureAll(); err != nil {
		fmt.Fprintln(os.Stderr, "programs:", err)
		os.Exit(1)
	}
}

func measureAll() error {
	dir, err := os.MkdirTemp("", "wspipe-programs-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	built := filepath.Join(dir, "wspipe")
	build := exec.Command("go", "build", "-o", built, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	websocketd := ".peers/websocketd/usr/bin/websocketd"
	if _, err := exec.LookPath(websocketd); err != nil {
		websocketd = "websocketd"
	}
	servers := []struct {
		name string
		line func(port string) []string
	}{
		{"wspipe", func(port string) []string {
			return []string{built, "serve", "-q", "--max-clients", fmt.Sprint(*clients), "--exec", "cat", port}
		}},
		{"websocketd", func(port string) []string {
			return []string{websocketd, "--loglevel=fatal", "--address=127.0.0.1", "--port=" + port, "cat"}
		}},
	}
	results := make([][]result, len(servers))
	for range *rounds {
		for i, s := range servers {
			r, err := measure(s.line)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			results[i] = append(results[i], r)
		}
	}
	fmt.Printf("%d clients with a program each, %d messages of 64 bytes each; medians of %d rounds\n\n", *clients, *messages, *rounds)
	fmt.Println("| | all have come, s | messages a second | CPU of the server, s | its memory, MiB | all programs have ended, s |\n|---|---:|---:|---:|---:|---:|")
	for i, s := range servers {
		fmt.Printf("| %s |", s.name)
		for column := range (result{}) {
			fmt.Printf(" %.3g |", median(results[i], column))
		}
		fmt.Println()
	}
	return nil
}

// result holds the columns of the table.
type result [5]float64

func median(all []result, column int) float64 {
	var values []float64
	for _, r := range all {
		values = append(values, r[column])
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// measure lets all clients connect, then talk, then leave.
func measure(line func(port string) []string) (r result, err error) {
	port, err := freePort()
	if err != nil {
		return r, err
	}
	words := line(port)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return r, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	if err := awaitListening(port); err != nil {
		return r, err
	}
	t := &talk{url: "ws://127.0.0.1:" + port + "/", start: make(chan struct{}), leave: make(chan struct{})}
	begun := time.Now()
	for range *clients {
		t.come()
	}
	t.here.Wait()
	r[0] = time.Since(begun).Seconds()
	begun = time.Now()
	close(t.start)
	t.done.Wait()
	r[1] = float64(*clients**messages) / time.Since(begun).Seconds()
	pid := cmd.Process.Pid
	r[2], r[3] = cpuOf(pid), memoryOf(pid)
	begun = time.Now()
	close(t.leave)
	t.gone.Wait()
	for childrenOf(pid) > 0 {
		time.Sleep(time.Millisecond)
	}
	r[4] = time.Since(begun).Seconds()
	return r, t.err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func awaitListening(port string) error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			return conn.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

// talk is the conversation of all clients with one server.
type talk struct {
	url              string
	start, leave     chan struct{}
	here, done, gone sync.WaitGroup

	mu  sync.Mutex
	err error
}

// come starts a client. It counts as here when its first message has come back, so that its program runs.
func (t *talk) come() {
	t.here.Add(1)
	t.done.Add(1)
	t.gone.Add(1)
	here, done := sync.OnceFunc(t.here.Done), sync.OnceFunc(t.done.Done)
	go func() {
		defer t.gone.Done()
		defer done()
		defer here()
		if err := t.speak(here, done); err != nil {
			t.mu.Lock()
			t.err = cmp.Or(t.err, err)
			t.mu.Unlock()
		}
	}()
}

func (t *talk) speak(here, done func()) error {
	ws, err := client.New(t.url, client.Options{ConnectTimeout: time.Minute})
	if err != nil {
		return err
	}
	text, left := strings.Repeat("x", 64), *messages+1
	ws.OnOpen = func(client.OpenEvent) { _ = ws.SendText(text) }
	ws.OnMessage = func(client.MessageEvent) {
		switch left--; left {
		case *messages:
			here()
			<-t.start
		case 0:
			done()
			<-t.leave
			_ = ws.Close(1000, "")
			return
		}
		_ = ws.SendText(text)
	}
	err = ws.Run(context.Background())
	if left == 0 { // the server's answer to our Close doesn't matter
		return nil
	}
	return fmt.Errorf("a client ended early: %w", err)
}
