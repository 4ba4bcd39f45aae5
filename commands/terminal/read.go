package terminal

import (
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"wspipe/commands/terminal/editor"
	"wspipe/commands/terminal/keys"
	"wspipe/commands/terminal/screen"
	"wspipe/commands/terminal/tty"
	"wspipe/commands/terminal/view"
)

// undecided is how long an Escape may be the beginning of another key.
const undecided = 50 * time.Millisecond

// read reads keys until Close. If the terminal disappears, the input ends.
func (t *Terminal) read() {
	var parser keys.Parser
	b := make([]byte, 4096)
	for {
		timeout := time.Duration(0)
		if parser.Ambiguous() {
			timeout = undecided
		}
		if !t.tty.Foreground() {
			return
		}
		n, err := t.tty.Read(b, timeout)
		if tty.IsBackground(err) {
			continue
		}
		if err == io.EOF {
			return
		} else if err != nil {
			t.leave()
			return
		}
		pressed := parser.Feed(b[:n])
		if n == 0 && timeout > 0 {
			pressed = parser.Decide()
		}
		for _, k := range pressed {
			t.press(k)
		}
	}
}

// leave ends the input.
func (t *Terminal) leave() {
	t.leaving(true)
	t.queue.put(item{end: true})
	if t.o.Leave != nil {
		t.o.Leave()
	}
}

func (t *Terminal) press(k keys.Key) {
	if t.o.Watch {
		t.watched(k)
		return
	}
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return
	}
	_, _, searched := t.editor.Searching()
	t.hints = nil
	action := t.editor.Press(k)
	_, _, searching := t.editor.Searching()
	t.listing = t.listing && action == editor.Complete
	t.mu.Unlock()
	if searched != searching {
		t.tty.Flow(!searching) // Ctrl-S searches on during a search, and stops the output otherwise
	}
	t.act(action)
	t.refresh()
}

// watched handles a key in a session without a line.
func (t *Terminal) watched(k keys.Key) {
	switch {
	case k == keys.Control('c'):
		t.interrupt(syscall.SIGINT)
	case k == keys.Control('\\'):
		t.interrupt(syscall.SIGQUIT)
	case k == keys.Control('d'), k.Code == keys.Typed && strings.HasPrefix(k.Text, "q"):
		t.leave()
	case k == keys.Control('z'):
		t.suspend()
	case k == keys.Control('l'):
		t.screen.Clear()
	}
}

func (t *Terminal) act(action editor.Action) {
	switch action {
	case editor.Submit:
		t.submit(t.take())
	case editor.SubmitLines:
		for line := range strings.SplitSeq(t.take(), "\n") {
			t.submit(line)
		}
	case editor.Drop:
		t.o.History.Add(t.take())
	case editor.Interrupt:
		t.interrupt(syscall.SIGINT)
	case editor.Quit:
		t.interrupt(syscall.SIGQUIT)
	case editor.End:
		t.leave()
	case editor.Suspend:
		t.suspend()
	case editor.Redraw:
		t.screen.Clear()
	case editor.Elsewhere:
		t.editElsewhere()
	case editor.Complete:
		t.complete()
	}
}

func (t *Terminal) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.editor.Take()
}

func (t *Terminal) interrupt(s os.Signal) {
	t.leaving(true)
	t.o.Interrupt(s)
}

// leaving records whether the user has asked for the end that may come now.
func (t *Terminal) leaving(asked bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left = asked
}

// refresh shows the current line.
func (t *Terminal) refresh() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.screen.Show(t.live())
}

// live requires mu.
func (t *Terminal) live() screen.Live {
	live := screen.Live{Hints: t.hints}
	if t.state != "" {
		live.Hints = append([]string{t.state}, live.Hints...)
	}
	if t.o.Watch {
		return live
	}
	e := &t.editor
	live.Mark, live.Text, live.Cursor = "> ", e.Text(), e.Cursor()
	if t.o.Color {
		live.Style = view.Sent
	}
	query, failed, searching := e.Searching()
	switch {
	case searching:
		live.Mark = "? "
		what := "search: " + query
		if failed {
			what = "not found: " + query
		}
		live.Hints = append(live.Hints, what+"   (^R older, ^S newer, Enter sends, Esc edits, ^G cancels)")
	case e.Pasted():
		live.Hints = append(live.Hints, "Enter sends one message, Ctrl-O one for each line")
	case e.Waiting() != "":
		live.Hints = append(live.Hints, e.Waiting())
	}
	return live
}
