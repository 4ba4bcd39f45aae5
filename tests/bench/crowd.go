//go:build linux

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// crowd is a number of clients that connect at once to an echo.
type crowd struct {
	clients, messages int
	underWay          int // messages of each client that are sent but haven't come back
}

// crowds returns rows for serve --echo.
func crowds() []work {
	var all []work
	for _, underWay := range []int{1, 10} {
		c := &crowd{clients: 1000, messages: 1000, underWay: underWay}
		programs := map[string]program{
			wspipe: {args: []string{built("wspipe"), "serve", "--echo", "127.0.0.1:0"}, crowd: c},
			bare:   {args: []string{built("bare"), "serve", "127.0.0.1:0"}, crowd: c},
		}
		name := fmt.Sprintf("echo for 1,000 clients, %d under way", underWay)
		done := func(outcome) bool { return true } // the clients check for themselves
		cpu, memory := work{
			name: name, unit: "µs of CPU each", smaller: true, done: done, programs: programs, musts: []must{{bare, 1}},
			value: func(o outcome) float64 { return o.cpu / float64(c.clients*c.messages) * 1e6 },
		}, work{
			name: name, unit: "MiB of memory", smaller: true, done: done, programs: programs,
			value: func(o outcome) float64 { return o.mebibytes },
		}
		if all = append(all, cpu); underWay > 1 {
			all = append(all, memory)
		}
	}
	return all
}

// visits starts the clients once the program reports its address, and ends it afterwards. There may be no clients.
func (c *crowd) visits(cmd *exec.Cmd) (visit func() error, err error) {
	if c == nil {
		return func() error { return nil }, nil
	}
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	return func() error {
		defer func() { _ = cmd.Process.Signal(os.Interrupt) }()
		line, err := bufio.NewReader(said).ReadString('\n')
		_, address, ok := strings.Cut(strings.TrimSpace(line), "ws://")
		if err != nil || !ok {
			return fmt.Errorf("it said %q, %w", line, err)
		}
		return c.come(strings.TrimSuffix(address, "/"))
	}, nil
}

// unlessEnded ignores an end by our signal.
func (c *crowd) unlessEnded(err error) error {
	if exit := (*exec.ExitError)(nil); c != nil && errors.As(err, &exit) {
		return nil
	}
	return err
}

func (c *crowd) come(address string) error {
	errs := make([]error, c.clients)
	var open, ended sync.WaitGroup
	open.Add(c.clients)
	for n := range c.clients {
		ended.Go(func() { errs[n] = c.talk(address, &open) })
	}
	ended.Wait()
	return errors.Join(errs...)
}

// talk begins once all clients are connected.
func (c *crowd) talk(address string, open *sync.WaitGroup) error {
	conn, err := join(address)
	open.Done()
	if err != nil {
		return err
	}
	defer conn.Close()
	open.Wait()
	payload := bytes.Repeat([]byte{'e'}, messageSize)
	sent := append([]byte{0x81, 0x80 | messageSize, 0, 0, 0, 0}, payload...) // masked with zeros
	back := append([]byte{0x81, messageSize}, payload...)
	sent, back = bytes.Repeat(sent, c.underWay), bytes.Repeat(back, c.underWay)
	got := make([]byte, len(back))
	for range c.messages / c.underWay {
		if _, err := conn.Write(sent); err != nil {
			return err
		}
		if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, back) {
			return fmt.Errorf("%q came back, %w", got[:2], err)
		}
	}
	return nil
}

// join doesn't read beyond the end of the answer.
func join(address string) (net.Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", address)
	var head []byte
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one[0]) {
		if _, err := io.ReadFull(conn, one); err != nil {
			return nil, errors.Join(fmt.Errorf("the answer ended behind %q: %w", head, err), conn.Close())
		}
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
		return nil, errors.Join(fmt.Errorf("the answer is %q", head), conn.Close())
	}
	return conn, nil
}
