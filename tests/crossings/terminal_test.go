//go:build unix

package crossings

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"

	"wspipe/tests/emulator"
)

// atTerminal reports whether all three streams are a terminal at which a person types.
func (c *crossing) atTerminal() bool { return c.is(speaker, "terminal") }

// The terminal's size, wide enough for notices to fit into a row.
const (
	terminalRows    = 50
	terminalColumns = 250
)

// terminal is the person's side of a terminal.
type terminal struct {
	person *os.File
	modes  string // before the program started
	e      *emulator.Emulator
	seen   bytes.Buffer
	ready  chan struct{} // closed once the line editor is there
	began  sync.Once
	waits  string // before typing
	typing string
}

// The person waits for the greeting before typing or, if the program is quiet, for the beginning of
// the line editor.
const (
	greeting = "Ctrl-D leaves)"
	editing  = "\x1b[?2004h"
)

// openTerminal returns streams that are a terminal at which all of stdin is typed.
func openTerminal(p *plan) (*streams, *terminal, error) {
	person, tty, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	t := &terminal{person: person, e: emulator.New(terminalColumns, terminalRows), ready: make(chan struct{}), waits: greeting, typing: strings.ReplaceAll(string(p.stdin), "\n", "\r")}
	if p.c.is(report, "quiet") {
		t.waits = editing
	}
	if !p.c.is(stdin, "open") {
		t.typing += "\x04" // Ctrl-D leaves
	}
	if err = pty.Setsize(tty, &pty.Winsize{Rows: terminalRows, Cols: terminalColumns}); err == nil {
		t.modes, err = modesOf(tty)
	}
	s := &streams{
		in: tty, out: tty,
		feed:    func() { t.typeIn(p.c.is(stdin, "drip")) },
		release: func() {},
		collect: func() []byte { return t.read(p.c.is(stdout, "slow")) },
	}
	return s, t, err
}

func modesOf(tty *os.File) (string, error) {
	cmd := exec.Command("stty", "-g")
	cmd.Stdin = tty
	out, err := cmd.Output()
	return string(out), err
}

func (t *terminal) typeIn(slowly bool) {
	<-t.ready
	if slowly {
		drip(t.person, []byte(t.typing))
	} else {
		io.WriteString(t.person, t.typing) // until the program leaves
	}
}

// read reads until no process has the terminal open any more.
func (t *terminal) read(slowly bool) []byte {
	defer t.began.Do(func() { close(t.ready) })
	b := make([]byte, 4096)
	for begun := time.Now(); ; {
		if slowly && time.Since(begun) < slowFor {
			time.Sleep(time.Millisecond) // the behaviour itself
		}
		n, err := t.person.Read(b)
		t.seen.Write(b[:n])
		_, _ = t.e.Write(b[:n])
		if bytes.Contains(t.seen.Bytes()[max(0, t.seen.Len()-n-len(t.waits)):], []byte(t.waits)) {
			t.began.Do(func() { close(t.ready) })
		}
		if err != nil { // EIO
			return nil
		}
	}
}

// terminalEnviron returns the variables that the editor uses.
func terminalEnviron() []string {
	return []string{"TERM=xterm-256color", "TMUX=1", "WSPIPE_HISTORY=" + os.DevNull}
}

// A block is what the screen shows of one message or notice, below its mark.
type block struct {
	mark string
	text string // without blanks
	cut  bool   // more follows
}

func (b block) String() string { return fmt.Sprintf("%s %.100s", b.mark, b.text) }

// blocks returns the blocks that the screen has shown, and the rows that belong to none.
func blocks(screen string) (all []block, others []string) {
	for _, row := range strings.Split(screen, "\n") {
		mark, text, _ := strings.Cut(row, " ")
		switch {
		case mark == ">" || mark == "<" || mark == "*":
			all = append(all, block{mark: mark})
		case strings.HasPrefix(row, "  ") && len(all) > 0:
			text = row
		default:
			others = append(others, row)
			continue
		}
		last := &all[len(all)-1]
		before, _, more := strings.Cut(text, "…")
		last.text += squeezed(before)
		last.cut = last.cut || more
	}
	return all, others
}

// squeezed removes blanks, at which a screen breaks lines.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
