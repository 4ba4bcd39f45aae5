//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package terminal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"wspipe/tests/emulator"
)

// tooLong is how long anything may take on a busy machine.
const tooLong = 30 * time.Second

// person is a user at a terminal.
type person struct {
	t       *testing.T
	file    *os.File // the person's end
	tty     *os.File // the program's
	cmd     *exec.Cmd
	orders  *os.File
	reports chan report
	before  unix.Termios

	mu     sync.Mutex
	e      *emulator.Emulator
	bytes  []byte
	frames func(screen string) // called after each frame
	more   chan struct{}
}

func sitDown(t *testing.T, env ...string) *person {
	t.Helper()
	file, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, file: file, tty: tty, e: emulator.New(80, 24), more: make(chan struct{}), reports: make(chan report, 100_000)}
	p.must(pty.Setsize(tty, &pty.Winsize{Cols: 80, Rows: 24}))
	p.before = p.termios()
	cmd := exec.Command(os.Args[0])
	orders, reports := fifos(t)
	cmd.Env = append(append(os.Environ(), "NO_COLOR=1", "TMUX=", helperOrders+"="+orders, helperReports+"="+reports), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	p.must(cmd.Start())
	p.cmd = cmd
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // in case the test has failed
		_ = cmd.Wait()
		file.Close()
		tty.Close()
	})
	go p.look()
	p.listen(orders, reports)
	return p
}

func fifos(t *testing.T) (orders, reports string) {
	dir := t.TempDir()
	orders, reports = filepath.Join(dir, "orders"), filepath.Join(dir, "reports")
	for _, name := range []string{orders, reports} {
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return orders, reports
}

func (p *person) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) listen(orders, reports string) {
	p.t.Helper()
	in, err := os.Open(reports)
	p.must(err)
	go func() {
		lines := bufio.NewReader(in)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				in.Close()
				close(p.reports)
				return
			}
			var r report
			_ = json.Unmarshal(line, &r)
			p.reports <- r
		}
	}()
	p.told("started")
	p.orders, err = os.OpenFile(orders, os.O_WRONLY, 0)
	p.must(err)
	p.t.Cleanup(func() { p.orders.Close() })
}

// look shows the terminal to the person, frame by frame.
func (p *person) look() {
	b := make([]byte, 32<<10)
	for {
		n, err := p.file.Read(b)
		p.mu.Lock()
		p.bytes = append(p.bytes, b[:n]...)
		for rest := b[:n]; len(rest) > 0; {
			end := len(rest)
			if i := bytes.Index(rest, []byte("\x1b[?2026l")); i >= 0 {
				end = i + len("\x1b[?2026l")
			}
			_, _ = p.e.Write(rest[:end])
			if p.frames != nil && bytes.HasSuffix(rest[:end], []byte("\x1b[?2026l")) {
				p.frames(p.e.Screen())
			}
			rest = rest[end:]
		}
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// sees waits until the screen is as wanted.
func (p *person) sees(what string, wanted func(e *emulator.Emulator) bool) {
	p.t.Helper()
	late := time.After(tooLong)
	for {
		p.mu.Lock()
		ok, more := wanted(p.e), p.more
		p.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-more:
		case <-late:
			p.mu.Lock()
			defer p.mu.Unlock()
			p.t.Fatalf("not seen: %s\n%s", what, p.e.Screen())
		}
	}
}

// ends waits until the printed output and the line end as wanted.
func (p *person) ends(want string) {
	p.t.Helper()
	p.sees(want, func(e *emulator.Emulator) bool { return strings.HasSuffix(e.All(), want) })
}

func (p *person) types(s string) {
	p.t.Helper()
	_, err := p.file.WriteString(s)
	p.must(err)
}

func (p *person) order(what, data string) {
	p.t.Helper()
	line, _ := json.Marshal(report{what, []byte(data)})
	_, err := p.orders.Write(append(line, '\n'))
	p.must(err)
}

// told waits for a report of this kind, and skips others.
func (p *person) told(what string) string {
	p.t.Helper()
	late := time.After(tooLong)
	for {
		select {
		case r, ok := <-p.reports:
			if !ok {
				p.t.Fatalf("the program ended and never told of %s", what)
			}
			if r.What == what {
				return string(r.Data)
			}
		case <-late:
			p.t.Fatalf("never told of %s", what)
		}
	}
}

func (p *person) termios() unix.Termios {
	p.t.Helper()
	found, err := unix.IoctlGetTermios(int(p.tty.Fd()), getTermios)
	p.must(err)
	return *found
}

// leaves waits for the end, and checks that the terminal is as it was.
func (p *person) leaves(why string) {
	p.t.Helper()
	if got := p.told("left"); !strings.Contains(got, why) {
		p.t.Errorf("left because of %q, not %q", got, why)
	}
	p.must(p.cmd.Wait())
	if got := p.termios(); got != p.before {
		p.t.Errorf("the terminal is %+v, not %+v", got, p.before)
	}
	p.sees("modes put back", func(e *emulator.Emulator) bool { return !e.Mode("2004") && !e.Mode("2026") && e.Wraps() })
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.e.Foreign) > 0 {
		p.t.Errorf("the terminal was sent %q", p.e.Foreign)
	}
}
