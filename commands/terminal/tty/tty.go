// Package tty controls the terminal that the process was started on: its mode, its size, its keys.
package tty

import (
	"errors"
	"os"
	"sync"
	"time"
)

// Written to a terminal before and after keys are read from it.
const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// Terminal is a terminal in its original mode, or in raw mode, in which each key is read as it is pressed, and no key
// is echoed or sends a signal.
type Terminal struct {
	in, out *os.File
	wake    *waker

	mu     sync.Mutex
	before state
	raw    bool
	over   bool // End was called
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

// Raw enters raw mode.
func (t *Terminal) Raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || InBackground(t.in) { // a background process that changes the mode is stopped
		return nil
	}
	if err := setRaw(t.in, t.out, t.before, true); err != nil {
		return err
	}
	t.raw = true
	return t.tell(pasteOn)
}

// Restore returns the terminal to its original mode. It may be called at any time, and more than once. It writes reset
// first, to repair what an interrupted frame may have left.
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

// End is Restore for good: Raw does nothing afterwards.
func (t *Terminal) End(reset string) {
	t.Restore(reset)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	t.wake.wake()
}

// patience is how long a terminal may take to accept a few bytes. A stopped one accepts none.
const patience = time.Second

// tell writes a few bytes, and gives up if the terminal doesn't accept them: its mode is more important.
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

// Flow sets whether Ctrl-S stops the terminal's output, or is a key like any other.
func (t *Terminal) Flow(stops bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.raw {
		_ = setRaw(t.in, t.out, t.before, stops)
	}
}

// Read waits for keys. If timeout is above 0, it returns 0 and no error once the time is over. After End it returns
// io.EOF. Only one goroutine may read.
func (t *Terminal) Read(b []byte, timeout time.Duration) (int, error) {
	return t.wake.read(t.in, b, timeout)
}

// errBackground means that keys of the terminal are meant for other processes now.
var errBackground = errors.New("the terminal is for others now")

// IsBackground reports whether a Read failed because the process isn't in the foreground.
func IsBackground(err error) bool { return err == errBackground }

// Foreground waits until the process is in the foreground, where it may read keys. It returns false after End.
func (t *Terminal) Foreground() bool {
	for InBackground(t.in) {
		if t.ended() {
			return false
		}
		time.Sleep(foregroundPause)
	}
	return true
}

// foregroundPause is how often Foreground checks.
const foregroundPause = 100 * time.Millisecond

func (t *Terminal) ended() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}
