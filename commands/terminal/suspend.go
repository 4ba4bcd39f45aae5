package terminal

import (
	"wspipe/commands/terminal/screen"
	"wspipe/commands/terminal/tty"
)

// suspend stops the process, and comes back with the line.
func (t *Terminal) suspend() {
	t.mu.Lock()
	t.stopped++
	t.mu.Unlock()
	t.screen.Leave()
	t.tty.Restore(screen.Reset)
	tty.Suspend()
	t.back()
}

// woken is after somebody else stopped the process.
func (t *Terminal) woken() {
	t.mu.Lock()
	ours := t.stopped > 0
	t.stopped = max(0, t.stopped-1)
	t.mu.Unlock()
	if ours {
		return
	}
	if t.behind() {
		return
	}
	_ = t.tty.Raw()
	t.resized()
	t.screen.Stale()
}

func (t *Terminal) back() {
	if t.behind() {
		t.screen.Return()
		return
	}
	_ = t.tty.Raw()
	t.resized()
	t.screen.Return()
}

// behind tells whether the process goes on in the background. The line comes back when it is in the foreground again.
func (t *Terminal) behind() bool {
	if !tty.InBackground(t.o.In) {
		return false
	}
	t.screen.Bare(true)
	go t.Guard(func() {
		if !t.tty.Foreground() {
			return
		}
		_ = t.tty.Raw()
		t.resized()
		t.screen.Bare(false)
	})
	return true
}
