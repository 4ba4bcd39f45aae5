//go:build unix

package interop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// patience is how long any single event may take. Nothing that works comes near it.
const patience = 20 * time.Second

// A line is a command or an event.
type line struct {
	Type       string  `json:"type"`
	Data       string  `json:"data"`
	Code       int     `json:"code"`
	Reason     string  `json:"reason"`
	Extensions string  `json:"extensions,omitempty"`
	Message    string  `json:"message,omitempty"`
	Port       int     `json:"port,omitempty"`
	URL        string  `json:"url,omitempty"`
	Deflate    *string `json:"deflate,omitempty"`
	Pieces     int     `json:"pieces,omitempty"`
	Pinged     string  `json:"pinged,omitempty"`
}

func (l line) String() string {
	data := l.Data
	if len(data) > 40 {
		data = fmt.Sprintf("%s… (%d bytes)", data[:40], len(data))
	}
	return fmt.Sprintf("%s %q %d %q %s", l.Type, data, l.Code, l.Reason, l.Message)
}

// An end of a connection is a process that reads commands and reports events.
type end struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	events chan line
	stderr *bytes.Buffer
}

// start runs the process until the end of the test at the latest.
func start(t *testing.T, cmd *exec.Cmd) *end {
	t.Helper()
	e := &end{cmd: cmd, events: make(chan line, 1<<12)}
	if cmd.Stderr == nil {
		e.stderr = &bytes.Buffer{}
		cmd.Stderr = e.stderr
	}
	var err error
	if e.stdin, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go e.read(stdout)
	t.Cleanup(func() {
		e.stdin.Close()
		cmd.Process.Signal(os.Interrupt)
		late := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer late.Stop()
		for range e.events { // until it ends
		}
		cmd.Wait()
		if t.Failed() && e.stderr != nil {
			t.Logf("%s said: %.2000s", cmd.Path, e.stderr)
		}
	})
	return e
}

func (e *end) read(stdout io.Reader) {
	defer close(e.events)
	lines := bufio.NewReader(stdout)
	for {
		text, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var event line
		if err := json.Unmarshal([]byte(text), &event); err != nil {
			event = line{Type: "error", Message: text}
		}
		e.events <- event
	}
}

func (e *end) say(t *testing.T, command line) {
	t.Helper()
	text, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.stdin.Write(append(text, '\n')); err != nil {
		t.Fatalf("%s: %v", command, err)
	}
}

// want waits for the next event, which must be of this type.
func (e *end) want(t *testing.T, kind string) line {
	t.Helper()
	select {
	case event, ok := <-e.events:
		if !ok {
			t.Fatalf("%s ended, want %s", e.cmd.Path, kind)
		}
		if event.Type != kind {
			t.Fatalf("%s: got %s, want %s", e.cmd.Path, event, kind)
		}
		return event
	case <-time.After(patience):
		t.Fatalf("%s: nothing came, want %s", e.cmd.Path, kind)
	}
	return line{}
}

// wantData waits for the next event, which must be the same message.
func (e *end) wantData(t *testing.T, want line) {
	t.Helper()
	if got := e.want(t, want.Type); got.Data != want.Data {
		t.Fatalf("%s: got %s, want %s", e.cmd.Path, got, want)
	}
}

// status waits for the process to exit.
func (e *end) status() int {
	e.cmd.Wait()
	return e.cmd.ProcessState.ExitCode()
}

// listening returns the URL that "serve" reports on stderr.
func listening(t *testing.T, stderr io.Reader) string {
	t.Helper()
	lines := bufio.NewReader(stderr)
	text, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, url, ok := strings.Cut(strings.TrimSpace(text), "listening on ")
	if !ok {
		t.Fatalf("serve said %q", text)
	}
	go io.Copy(io.Discard, lines)
	return url
}
