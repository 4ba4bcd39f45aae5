//go:build unix

package tests

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

var updateScreens = flag.Bool("update-screens", false, "write what tmux shows to screens/*.txt") //nolint:gochecknoglobals // as flags are

// multiplexer is a tmux with one window that runs a shell.
type multiplexer struct {
	t      *testing.T
	socket string
}

func startTmux(t *testing.T) *multiplexer {
	t.Helper()
	for _, needed := range []string{"tmux", "bash"} {
		if _, err := exec.LookPath(needed); err != nil {
			missingPeer(t, needed)
		}
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "wspipe-tmux") // a socket's name must be short
	if err != nil {
		t.Fatal(err)
	}
	m := &multiplexer{t, filepath.Join(dir, "socket")}
	t.Cleanup(func() {
		_ = exec.Command("tmux", "-S", m.socket, "kill-server").Run()
		_ = os.RemoveAll(dir)
	})
	cmd := exec.Command("tmux", "-S", m.socket, "-f", os.DevNull, "new-session", "-d", "-x", "80", "-y", "24", "exec bash --norc --noediting")
	cmd.Env = append(cleanEnviron(), "TERM=xterm-256color", "PS1=$ ", "HISTFILE=", "WSPIPE_HISTORY="+os.DevNull, "SHELL=/bin/sh",
		"PATH="+filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v: %s", err, out)
	}
	m.ends("$")
	return m
}

func (m *multiplexer) run(args ...string) string {
	m.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", m.socket}, args...)...).Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		m.t.Fatalf("tmux %q: %v", args, err)
	}
	return string(out)
}

func (m *multiplexer) keys(keys ...string) {
	m.t.Helper()
	m.run(append([]string{"send-keys"}, keys...)...)
}

// screen returns what a person sees, without what differs between runs.
func (m *multiplexer) screen() string {
	m.t.Helper()
	text := strings.TrimRight(m.run("capture-pane", "-p"), "\n ")
	text = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1:8080")
	text = regexp.MustCompile(`\d+\.\d m?s\b`).ReplaceAllString(text, "0.5 s")
	return text
}

// ends waits until the screen ends with what.
func (m *multiplexer) ends(what string) {
	m.t.Helper()
	for deadline := time.Now().Add(childTimeout / 2); !strings.HasSuffix(m.screen(), what); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("tmux shows\n%s\nand not %q at its end", m.screen(), what)
		}
	}
}

// resize returns when the terminal has the new size, too, which tmux reports late.
func (m *multiplexer) resize(width, height string) {
	m.t.Helper()
	m.run("resize-window", "-x", width, "-y", height)
	pane := strings.TrimSpace(m.run("display-message", "-p", "#{pane_tty}"))
	for deadline := time.Now().Add(childTimeout / 2); ; time.Sleep(20 * time.Millisecond) {
		tty, err := os.Open(pane)
		if err != nil {
			m.t.Fatal(err)
		}
		rows, columns, err := pty.Getsize(tty)
		_ = tty.Close()
		if err == nil && fmt.Sprint(columns, " ", rows) == width+" "+height {
			return
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("the terminal has %d columns and %d rows, %v", columns, rows, err)
		}
	}
}

// looks compares the screen with a saved one.
func (m *multiplexer) looks(name string) {
	m.t.Helper()
	file, got := filepath.Join("screens", name+".txt"), m.screen()+"\n"
	if *updateScreens {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			m.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		m.t.Fatal(err)
	}
	if got != string(want) {
		m.t.Errorf("%s: tmux shows\n%s\nand not\n%s", name, got, want)
	}
}

// What a person sees of a session in tmux is what was saved.
func TestScreens(t *testing.T) {
	m := startTmux(t)
	m.keys("wspipe connect echo:", "Enter")
	m.ends("\n>")
	for _, test := range []struct{ typed, shown string }{
		{"hello", "\n< hello\n>"},
		{`{"op":"subscribe","channel":"ticks","symbols":["EURUSD","USDJPY","GBPUSD"],"depth":12.50}`, "}\n< {\n    \"op\": \"subscribe\",\n    \"channel\": \"ticks\",\n    \"symbols\": [\n      \"EURUSD\",\n      \"USDJPY\",\n      \"GBPUSD\"\n    ],\n    \"depth\": 12.50\n  }\n>"},
		{"世界 👍 é", "\n< 世界 👍 é\n>"},
	} {
		m.keys("-l", test.typed)
		m.keys("Enter")
		m.ends(test.shown)
	}
	m.keys("/hex 00 01 02 ff fe 0a 41", "Enter")
	m.ends("......A\n>")
	m.keys("/nosuch", "Enter")
	m.ends("sends it as text)\n>")
	m.keys("-l", "half a li")
	m.ends("> half a li")
	m.looks("session")

	m.keys("C-u")
	m.ends("\n>")
	m.keys("C-l")
	m.ends(">")
	m.run("set-buffer", "one\ntwo\nthree\n")
	m.run("paste-buffer", "-p")
	m.ends("Ctrl-O one for each line")
	m.looks("paste")
	m.keys("Enter")
	m.ends("< one\n  two\n  three\n>")
	m.keys("C-r")
	m.keys("-l", "nos")
	m.ends("search: nos   (^R older, ^S newer, Enter sends, Esc edits, ^G cancels)")
	m.looks("search")
	m.keys("C-g", "C-u")
	m.ends("< one\n  two\n  three\n>")

	m.resize("40", "12")
	m.keys("-l", strings.Repeat("0123456789", 5))
	m.ends("\n890123456789")
	m.looks("narrow")
	m.resize("80", "24")
	m.ends("\n< one\n  two\n  three\n> " + strings.Repeat("0123456789", 5))
	m.keys("C-u", "C-d")
	m.ends("\n$")
	m.keys("echo status $?", "Enter")
	m.ends("\n< one\n  two\n  three\n$ echo status $?\nstatus 0\n$")
}
