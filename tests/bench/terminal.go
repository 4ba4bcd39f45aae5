//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/creack/pty"

	"wspipe/tests/bench/server"
)

const (
	shown     = 200_000 // messages
	shownRate = 20_000  // per second
)

// terminals returns a row for what a person sees who types a client's name and a URL.
func terminals(srv *server.Server, peers map[string]string) work {
	paced := srv.URL(fmt.Sprintf("/paced?count=%d&size=%d&rate=%d", shown, messageSize, shownRate))
	return work{
		name: "200,000 messages at a terminal, 20,000 a second", unit: "s of CPU", smaller: true,
		value: func(o outcome) float64 { return o.cpu },
		done:  func(o outcome) bool { return o.printed >= shown*messageSize },
		programs: map[string]program{
			wspipe:   {args: []string{built("wspipe"), "connect", paced}, terminal: true},
			websocat: {args: []string{peers[websocat], "-E", paced}, terminal: true}, // without -E, it stays when the server has left
			wscat:    {args: []string{peers[wscat], "-c", paced}, terminal: true},
		},
	}
}

// onTerminal makes a terminal the program's streams. written returns the number of bytes that it wrote, once it has
// ended.
func onTerminal(cmd *exec.Cmd) (written func() int64, err error) {
	person, tty, err := pty.Open()
	if err != nil {
		return nil, err
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		return nil, errors.Join(err, person.Close(), tty.Close())
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "WSPIPE_HISTORY="+os.DevNull)
	counted := make(chan int64, 1)
	go func() {
		n, _ := io.Copy(io.Discard, person) // until no process has the terminal open
		counted <- n
	}()
	return func() int64 {
		_ = tty.Close()
		n := <-counted
		_ = person.Close()
		return n
	}, nil
}
