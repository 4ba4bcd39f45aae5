// Package tty is the terminal that the process was started on: its mode, its size, its keys.
package tty

import (
	"errors"
	"os"
	"sync"
	"time"
)

// What a terminal is told when keys are read from it, and afterwards.
const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// Terminal is in the mode that it was found in, or in one where every key is read as it is pressed, and none is echoed
// or stands for a signal.
type Terminal struct {
	in, out *os.File
	wake    *waker

	mu     sync.Mutex
	before state
	raw    bool
	over   bool // Restore was for good
}

// Open remembers the mode of the terminal that keys are read from.
func Open(in, out *os.File) (*Terminal, error) {
	before, err := getState(in, out)
	if err != nil {
		return nil, err
	}
	wake, err := newWaker()
	if err != nil {
		return nil, err
	}
	return &Terminal{in: in, out: out, before: before, wake: wake}, nil
}

// Raw reads keys as they are pressed, from now on.
func (t *Terminal) Raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || InBackground(t.in) { // who changes the mode from there is stopped
		return nil
	}
	if err := setRaw(t.in, t.out, t.before, true); err != nil {
		return err
	}
	t.raw = true
	return t.tell(pasteOn)
}

// Restore gives the terminal back as it was found. It may be called at any time, and more than once. The reset is
// written first: what a frame that broke off may have left.
func (t *Terminal) Restore(reset string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.raw {
		return
	}
	t.raw = false
	_ = t.tell(reset + pasteOff)
	if !InBackground(t.in) {
		_ = setState(t.in, t.out, t.before)
	}
}

// End is Restore for good: nobody can make the terminal raw again.
func (t *Terminal) End(reset string) {
	t.Restore(reset)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	t.wake.wake()
}

// patience is how long a terminal may take to take a few bytes. One that is stopped takes none.
const patience = 200 * time.Millisecond

// tell writes a few bytes, and gives up when the terminal doesn't take them: its mode is more important.
func (t *Terminal) tell(what string) error {
	done := make(chan error, 1)
	go func() {
		_, err := t.out.WriteString(what)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return nil
	}
}

// Flow says whether Ctrl-S stops the terminal's output, or is a key like others.
func (t *Terminal) Flow(stops bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.raw {
		_ = setRaw(t.in, t.out, t.before, stops)
	}
}

// Read waits for keys, but no longer than a timeout above 0, after which it returns 0 and no error. After End it returns
// io.EOF. Only one goroutine may read.
func (t *Terminal) Read(b []byte, timeout time.Duration) (int, error) {
	return t.wake.read(t.in, b, timeout)
}

// errBackground is a terminal whose keys are for others now.
var errBackground = errors.New("the terminal is for others now")

// IsBackground tells whether a Read failed because the process isn't in the foreground.
func IsBackground(err error) bool { return err == errBackground }

// Foreground returns once the process is in the foreground, where it may read keys; false after End.
func (t *Terminal) Foreground() bool {
	for InBackground(t.in) {
		if t.ended() {
			return false
		}
		time.Sleep(foregroundPause)
	}
	return true
}

// foregroundPause is how often to look whether a shell has brought us there.
const foregroundPause = 100 * time.Millisecond

func (t *Terminal) ended() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}
