//go:build linux

package main

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
	"strings"
	"time"
)

// watched is a program that runs all the time.
type watched struct {
	name    string
	cmd     *exec.Cmd
	address string // where it serves
	ended   chan error
	samples []sample
}

// serving starts a server, constantly sends to its clients, and discards its output.
func serving(program string, args ...string) (*watched, error) {
	w := &watched{name: "serve " + args[1], cmd: exec.Command(program, args...), ended: make(chan error, 1)}
	said, err := w.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := w.start(10*time.Millisecond, 0); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "ws://")
	if err != nil || !ok {
		return nil, fmt.Errorf("%s said %q, %w", w.name, line, err)
	}
	w.address = strings.TrimSuffix(address, "/")
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return w, nil
}

// connecting starts a client that constantly sends, and whose output is read slowly.
func connecting(program string, args ...string) (*watched, error) {
	w := &watched{name: args[0] + " " + args[1], cmd: exec.Command(program, args...), ended: make(chan error, 1)}
	return w, w.start(time.Millisecond, time.Millisecond)
}

// start sends and reads a line at the given intervals.
func (w *watched) start(pace, read time.Duration) error {
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := w.cmd.Start(); err != nil {
		return err
	}
	go func() {
		for n := 0; ; n++ {
			if _, err := fmt.Fprintf(in, "%d %s\n", n, strings.Repeat("s", n%500)); err != nil {
				return
			}
			time.Sleep(pace)
		}
	}()
	go func() {
		some := make([]byte, 4096)
		for {
			if _, err := out.Read(some); err != nil {
				w.ended <- w.cmd.Wait()
				return
			}
			time.Sleep(read)
		}
	}()
	return nil
}

// stop interrupts the program, and accepts no other end.
func (w *watched) stop() error {
	_ = w.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-w.ended:
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 130 {
			return nil
		}
		return fmt.Errorf("%s did not end with 130: %w", w.name, err)
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s doesn't end", w.name)
	}
}

func (w *watched) kill() { _ = w.cmd.Process.Kill() }

// descriptors returns the number of open descriptors.
func (w *watched) descriptors() int {
	entries, _ := os.ReadDir(filepath.Join("/proc", fmt.Sprint(w.cmd.Process.Pid), "fd"))
	return len(entries)
}

// cutConnections forwards to address, and cuts each connection after two seconds.
func cutConnections(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go passOn(conn, address, 2*time.Second)
		}
	}()
	return l, nil
}

func passOn(conn net.Conn, address string, most time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	defer conn.Close()
	other, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer other.Close()
	for _, way := range [][2]net.Conn{{conn, other}, {other, conn}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			cancel()
		}()
	}
	<-ctx.Done()
}
