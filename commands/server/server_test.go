package server

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// startServer serves on loopback until the test ends.
func startServer(t *testing.T, o Options, r *stdio.Voice, serving func(*servedClient)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		t.Fatal(err)
	}
	o.MaxClients = DefaultMaxClients
	o.MaxMemory = DefaultMaxMemory
	o.Client.CloseTimeout = time.Second
	s := newServer(o, r)
	s.serving = serving
	s.start(l)
	t.Cleanup(func() { s.end(time.Second) })
	return "ws://" + l.Addr().String() + "/"
}

// open connects a client, which ends with the test.
func open(t *testing.T, url string) *client.WebSocket {
	t.Helper()
	ws, err := client.New(url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	opened, over := make(chan struct{}), make(chan struct{})
	ws.OnOpen = func(client.OpenEvent) { close(opened) }
	go func() {
		defer close(over)
		_ = ws.Run(context.Background())
	}()
	t.Cleanup(func() {
		ws.Terminate()
		<-over
	})
	<-opened
	return ws
}

// Numbers follow the order in which clients see that they are open, however long the server takes
// to see it.
func TestClientsAreNumberedAsTheyOpen(t *testing.T) {
	held, release := make(chan struct{}), make(chan struct{})
	var waited atomic.Bool
	stderr := calledWith(func(p []byte) (int, error) {
		if bytes.Contains(p, []byte("101 Switching")) && !waited.Swap(true) {
			close(held)
			<-release
		}
		return len(p), nil
	})
	numbers := make(chan int, 2)
	url := startServer(t, Options{}, &stdio.Voice{W: stderr, Verbosity: stdio.Verbosity{Verbose: 1}}, func(c *servedClient) {
		c.ws.OnMessage = func(client.MessageEvent) { numbers <- c.number }
	})
	slow := open(t, url)
	<-held
	quick := open(t, url)
	_ = quick.SendText("here")
	if n := <-numbers; n != 2 {
		t.Errorf("the second client is number %d", n)
	}
	close(release)
	_ = slow.SendText("here")
	if n := <-numbers; n != 1 {
		t.Errorf("the first client is number %d", n)
	}
}

type calledWith func([]byte) (int, error)

func (f calledWith) Write(p []byte) (int, error) { return f(p) }

// A fault while handling one client ends only that one, and is reported.
func TestAFaultIsOneClients(t *testing.T) {
	said := make(chan string, 10)
	stderr := calledWith(func(p []byte) (int, error) {
		said <- string(p)
		return len(p), nil
	})
	heard := make(chan int, 1)
	url := startServer(t, Options{}, &stdio.Voice{W: stderr}, func(c *servedClient) {
		c.ws.OnMessage = func(client.MessageEvent) {
			if c.number == 1 {
				panic("out of order")
			}
			heard <- c.number
		}
	})
	faulty, other := open(t, url), open(t, url)
	_ = faulty.SendText("here")
	line := <-said
	for _, want := range []string{"wspipe: client 1: ", "out of order", "please report"} {
		if !strings.Contains(line, want) {
			t.Errorf("%q has no %q", line, want)
		}
	}
	_ = other.SendText("here")
	<-heard
}
