package terminal

import (
	"wspipe/commands/terminal/screen"
	"wspipe/commands/terminal/tty"
)

// suspend stops the process, and shows the line again when it continues.
func (t *Terminal) suspend() {
	t.mu.Lock()
	t.stopped++
	t.mu.Unlock()
	t.screen.Leave()
	t.tty.Restore(screen.Reset)
	tty.Suspend()
	t.back()
}

// woken restores the screen if somebody else stopped the process.
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

// behind reports whether the process continues in the background. If so, the line returns once the process is in the
// foreground.
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
