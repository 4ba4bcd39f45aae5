//go:build unix

package interop

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// wscat and websocat are programs for people: they send each line that is typed and print each message that arrives. A
// console is one of them, connected to wspipe.
type console struct {
	typed   io.Writer
	printed chan string
	leave   func()
}

// consoles skips tests with consoles outside of scripts/interop.
func consoles(t *testing.T) {
	t.Helper()
	if !*browsers {
		t.Skip("scripts/interop runs it")
	}
}

// controls matches the sequences with which wscat moves the cursor and sets colours.
var controls = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]|\r")

// wscat runs wscat at a terminal, since it loses input from a pipe.
func wscat(t *testing.T, args ...string) *console {
	t.Helper()
	path := filepath.Join(installed(t), "node_modules", ".bin", "wscat")
	require(t, path)
	script, err := exec.LookPath("script")
	if err != nil {
		missing(t, "script")
	}
	line := strings.Join(append([]string{"stty -echo; exec", path, "--no-color"}, args...), " ")
	c, in := startConsole(t, exec.Command(script, "-qfec", line, "/dev/null"), "< ")
	c.leave = func() { fmt.Fprint(in, "\x03") }
	return c
}

func websocat(t *testing.T, args ...string) *console {
	t.Helper()
	path := filepath.Join(installed(t), "bin", "websocat")
	require(t, path)
	c, in := startConsole(t, exec.Command(path, append([]string{"-B", "2000000", "--linemode-strip-newlines"}, args...)...), "")
	c.leave = func() { in.Close() }
	return c
}

// startConsole sends to printed whatever follows mark in a line of the output.
func startConsole(t *testing.T, cmd *exec.Cmd, mark string) (*console, io.WriteCloser) {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &console{typed: in, printed: make(chan string, 100)}
	go func() {
		defer close(c.printed)
		lines := bufio.NewReader(out)
		for {
			text, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			text = controls.ReplaceAllString(strings.TrimSuffix(text, "\n"), "")
			if _, message, ok := strings.Cut(text, mark); ok {
				c.printed <- message
			}
		}
	}()
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill()
		for range c.printed {
		}
		_ = cmd.Wait()
	})
	return c, in
}

// exchange sends a line of each size both ways. An empty line would not be a message there.
func (c *console) exchange(t *testing.T, ours *end, sizes []int) {
	t.Helper()
	for _, size := range sizes {
		message := text(size)
		if _, err := fmt.Fprintln(c.typed, message.Data); err != nil {
			t.Fatal(err)
		}
		ours.wantData(t, message)
		ours.say(t, message)
		select {
		case got, ok := <-c.printed:
			if !ok || got != message.Data {
				t.Fatalf("of %d bytes came %d: %.60q", size, len(got), got)
			}
		case <-time.After(patience):
			t.Fatalf("%d bytes did not come", size)
		}
	}
}

// consoleSizes ends at the size beyond which websocat no longer removes the newline from a line.
var consoleSizes = []int{1, 125, 126, 127, 65535}

// Each exchanges lines of every size with serve, and leaves as its users make it leave.
func TestConsoleClients(t *testing.T) {
	consoles(t)
	t.Run("wscat", func(t *testing.T) {
		ours, url := serve(t, "--json")
		c := wscat(t, "-c", url)
		ours.want(t, "open")
		c.exchange(t, ours, consoleSizes)
		c.leave()
		ours.wantClose(t, closing{})
	})
	t.Run("websocat", func(t *testing.T) {
		ours, url := serve(t, "--json")
		c := websocat(t, "--close-status-code", "4000", "--close-reason", "bye", url)
		ours.want(t, "open")
		c.exchange(t, ours, consoleSizes)
		c.leave()
		ours.wantClose(t, closing{4000, "bye"})
	})
}

// Each exchanges lines of every size with connect, and connect closes. websocat ends without answering the Close.
func TestConsoleServers(t *testing.T) {
	consoles(t)
	for _, tt := range []struct {
		name   string
		listen func(t *testing.T, port string) *console
		status int
	}{
		{"wscat", func(t *testing.T, port string) *console { return wscat(t, "-l", port) }, 0},
		{"websocat", func(t *testing.T, port string) *console { return websocat(t, "--oneshot", "-s", "127.0.0.1:"+port) }, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			port := freePort(t)
			c := tt.listen(t, port)
			args := connectArguments("ws://127.0.0.1:"+port+"/", nil, bye)
			ours := start(t, exec.Command(program, append(args, "--retry-for", "20s")...))
			for event := range ours.events { // until it is connected
				if event.Type == "open" {
					break
				}
			}
			c.exchange(t, ours, consoleSizes)
			ours.stdin.Close()
			if tt.status != 0 {
				ours.want(t, "error")
			}
			ours.want(t, "close")
			if got := ours.status(); got != tt.status {
				t.Errorf("status %d, want %d", got, tt.status)
			}
		})
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
