//go:build unix

package program

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wspipe/commands/status"
	"wspipe/tests/leaks"
)

func TestMain(m *testing.M) {
	MindBrokenPipes()
	leaks.Main(m)
}

// short is the patience in tests where it must run out.
const short = 50 * time.Millisecond

func started(t *testing.T, script string, patience time.Duration) *Program {
	t.Helper()
	p := New(Options{Command: Command{"sh", "-c", script}, Environ: os.Environ(), Stderr: os.Stderr, Patience: patience})
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { endsWithNothingLeft(t, p) })
	return p
}

func endsWithNothingLeft(t *testing.T, p *Program) {
	t.Helper()
	_ = p.End()
	// The system reaps killed orphans.
	for deadline := time.Now().Add(10 * time.Second); p.group.left(); time.Sleep(lookAgain) {
		if time.Now().After(deadline) {
			t.Errorf("of group %d something is left", p.group.id)
			return
		}
	}
}

// says reads one line.
func says(t *testing.T, p *Program) string {
	t.Helper()
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := p.Read(b)
		if n > 0 && b[0] == '\n' || err != nil {
			return string(line)
		}
		line = append(line, b[:n]...)
	}
}

func TestBothWays(t *testing.T) {
	t.Parallel()
	p := started(t, "while read -r line; do echo \"<$line>\"; done; echo bye; exit 0", time.Minute)
	for _, line := range []string{"a", "b"} {
		if _, err := io.WriteString(p, line+"\n"); err != nil {
			t.Fatal(err)
		}
		if got := says(t, p); got != "<"+line+">" {
			t.Errorf("it said %q", got)
		}
	}
	if err := p.End(); err != nil {
		t.Error(err)
	}
}

func TestFailures(t *testing.T) {
	tests := []struct{ script, want string }{
		{"exit 0", ""},
		{"cat >/dev/null", ""},
		{"cat >/dev/null; exit 3", "sh failed: exit status 3"},
		{"exit 7", "sh failed: exit status 7"},
		{"kill -SEGV $$", "sh failed: signal: segmentation fault"},
		{"exec sleep 1000", ""},                               // by SIGTERM
		{"trap '' TERM; echo; while :; do sleep 1; done", ""}, // by SIGKILL
		{"exec yes", ""}, // because nobody reads
		{"trap 'exit 9' TERM; while :; do sleep 0.01; done", ""},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			t.Parallel()
			patience := time.Minute
			if tt.want == "" && strings.ContainsAny(tt.script, "1:") {
				patience = short
			}
			p := started(t, tt.script, patience)
			if strings.Contains(tt.script, "echo") {
				says(t, p)
			}
			got := ""
			err := p.End()
			if err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if err != nil && status.Of(err) != status.Local {
				t.Errorf("its status is %d", status.Of(err))
			}
		})
	}
}

// The output ends when the program does, whatever it does with its stdout before, and whoever has
// that afterwards.
func TestEnds(t *testing.T) {
	t.Run("closes stdout and goes on", func(t *testing.T) {
		t.Parallel()
		p := started(t, "echo a; exec >&-; read line; exit 4", time.Minute)
		if got := says(t, p); got != "a" {
			t.Errorf("it said %q", got)
		}
		end := make(chan error, 1)
		go func() {
			_, err := p.Read(make([]byte, 1))
			end <- err
		}()
		select {
		case <-end:
			t.Error("it was taken for ended")
		case <-time.After(short):
		}
		_, _ = io.WriteString(p, "go\n")
		if err := <-end; err != io.EOF || p.Failure() == nil {
			t.Errorf("it ended with %v, %v", err, p.Failure())
		}
	})
	t.Run("leaves one behind", func(t *testing.T) {
		t.Parallel()
		p := started(t, "(trap '' TERM; echo b; exec sleep 1000) & wait_for=$!; echo a", short)
		all, err := io.ReadAll(p)
		if err != nil || len(all) != 4 || p.Failure() != nil {
			t.Errorf("it said %q, %v, %v", all, err, p.Failure())
		}
	})
	t.Run("leaves one behind that is out of reach", func(t *testing.T) {
		t.Parallel()
		if _, err := os.Stat("/usr/bin/setsid"); err != nil {
			t.Skip("there is no setsid")
		}
		p := started(t, "setsid sh -c 'echo $$; exec sleep 1000' & read line; exit 0", short)
		id, err := strconv.Atoi(says(t, p))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = syscall.Kill(id, syscall.SIGKILL) }()
		if err := p.End(); err != nil {
			t.Error(err)
		}
	})
}

// A program that reads nothing blocks the writer, until it ends or is given up.
func TestReadsNothing(t *testing.T) {
	much := make([]byte, 1<<20)
	for name, until := range map[string]func(*Program){
		"given up": func(p *Program) { p.Hurry(short) },
		"ended":    func(p *Program) { _ = p.End() },
		"killed":   func(p *Program) { p.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := started(t, "exec sleep 1000", short)
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = p.Write(much)
			}()
			select {
			case <-done:
				t.Error("nothing held it up")
			case <-time.After(short):
			}
			until(p)
			<-done
			if n, err := p.Write(much); n != len(much) || err != nil {
				t.Errorf("writing the rest: %d, %v", n, err)
			}
		})
	}
}

// A program that is slow, but still reads, gets everything even in a hurry.
func TestHurryLosesNothing(t *testing.T) {
	t.Parallel()
	p := started(t, "exec wc -c", time.Minute)
	p.Hurry(time.Minute)
	_, _ = p.Write(make([]byte, 300_000))
	_ = p.in.Close()
	if got := strings.TrimSpace(says(t, p)); got != "300000" {
		t.Errorf("it got %s bytes", got)
	}
}

// Everything it prints before it ends is read, however late.
func TestReadsLate(t *testing.T) {
	t.Parallel()
	p := started(t, "(sleep 1000 &) ; seq 5000", short)
	<-p.over
	all, err := io.ReadAll(p)
	if n := bytes.Count(all, []byte("\n")); err != nil || n != 5000 {
		t.Errorf("%d lines, %v", n, err)
	}
}

func TestStderr(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := New(Options{Command: Command{"sh", "-c", "(sleep 1000 &); echo a >&2; seq 20000 >&2"}, Stderr: &b, Patience: short, Environ: os.Environ()})
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	<-p.Exited()
	endsWithNothingLeft(t, p)
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != 20001 {
		t.Errorf("%d lines", n)
	}
}

func TestCannotStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(dir, "odd")
	if err := os.WriteFile(odd, []byte("\x00\x01"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"no-such-program": "no-such-program can't be started: executable file not found",
		dir + "/none":     "none can't be started: no such file",
		plain:             "plain can't be started: permission denied",
		odd:               "odd can't be started: exec format error",
	} {
		c, p := Command{name}, New(Options{Command: Command{name}})
		err := c.Check()
		if name != odd && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: checked: %v", name, err)
		}
		if err := p.Start(); err == nil || !strings.Contains(err.Error(), want) || status.Of(err) != status.Local {
			t.Errorf("%s: started: %v", name, err)
		}
		if err := p.End(); err != nil {
			t.Error(err)
		}
		if n, err := p.Write([]byte("x")); n != 1 || err != nil {
			t.Errorf("written: %d, %v", n, err)
		}
		if n, err := p.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("read: %d, %v", n, err)
		}
	}
}

func TestEnviron(t *testing.T) {
	t.Setenv("WSPIPE_BEARER", "secret")
	t.Setenv("OTHER", "x")
	all := strings.Join(Environ(), "\n")
	if strings.Contains(all, "WSPIPE_") || !strings.Contains(all, "OTHER=x") {
		t.Error(all)
	}
}

// Processes that may be left behind go on; their output is waited for, but not forever.
func TestLeaves(t *testing.T) {
	for script, want := range map[string]string{
		"sleep 1000 >/dev/null 2>&1 &": "",
		"sleep 1000 2>/dev/null &":     errHeld.Error(),
		"sleep 1000 >/dev/null &":      errHeld.Error(),
		"yes 2>/dev/null &":            errHeld.Error(),
		"sleep 1000 & exit 3":          "sh failed: exit status 3",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			p := New(Options{Command: Command{"sh", "-c", script}, Environ: os.Environ(), Stderr: io.Discard, Patience: short, NoInput: true, Leaves: true})
			if err := p.Start(); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, p)
			if err := p.End(); err == nil && want != "" || err != nil && err.Error() != want {
				t.Errorf("it ended with %v, want %q", err, want)
			}
			p.Kill() // too late for what was left
			defer func() { _ = syscall.Kill(-p.group.id, syscall.SIGKILL) }()
			if !p.group.left() && !strings.Contains(script, "yes") { // ends when nobody reads
				t.Error("nothing is left")
			}
		})
	}
}

// Until the program itself has ended, all of it can be ended.
func TestLeavesNothingWhenKilled(t *testing.T) {
	t.Parallel()
	p := New(Options{Command: Command{"sh", "-c", "sleep 1000 & wait"}, Environ: os.Environ(), Patience: time.Minute, NoInput: true, Leaves: true})
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.Kill()
	endsWithNothingLeft(t, p)
}
