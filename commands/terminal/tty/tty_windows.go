package tty

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/windows"
)

type state struct{ in, out uint32 }

func getState(in, out *os.File) (s state, err error) {
	return s, errors.Join(
		windows.GetConsoleMode(windows.Handle(in.Fd()), &s.in),
		windows.GetConsoleMode(windows.Handle(out.Fd()), &s.out))
}

func setState(in, out *os.File, s state) error {
	return errors.Join(
		windows.SetConsoleMode(windows.Handle(in.Fd()), s.in),
		windows.SetConsoleMode(windows.Handle(out.Fd()), s.out))
}

// setRaw makes the console behave like other terminals. There is no Ctrl-S in that mode.
func setRaw(in, out *os.File, s state, _ bool) error {
	s.in &^= windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT
	s.in |= windows.ENABLE_VIRTUAL_TERMINAL_INPUT
	s.out |= windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return setState(in, out, s)
}

// Size returns the size of the console's window.
func Size(out *os.File) (width, height int) {
	var info windows.ConsoleScreenBufferInfo
	if windows.GetConsoleScreenBufferInfo(windows.Handle(out.Fd()), &info) != nil {
		return 80, 24
	}
	return int(info.Window.Right-info.Window.Left) + 1, int(info.Window.Bottom-info.Window.Top) + 1
}

// Forget discards keys that were pressed but not read.
func (t *Terminal) Forget() { _ = windows.FlushConsoleInputBuffer(windows.Handle(t.in.Fd())) }

// Start does nothing: no key stops the output.
func (t *Terminal) Start() {}

// waker ends a read of the console.
type waker struct{ event windows.Handle }

func newWaker() (*waker, error) {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	return &waker{event}, err
}

func (w *waker) wake() { _ = windows.SetEvent(w.event) }

func (w *waker) read(in *os.File, b []byte, timeout time.Duration) (int, error) {
	wait := uint32(windows.INFINITE)
	if timeout > 0 {
		wait = uint32(timeout.Milliseconds())
	}
	handles := []windows.Handle{w.event, windows.Handle(in.Fd())}
	switch which, err := windows.WaitForMultipleObjects(handles, false, wait); {
	case err != nil:
		return 0, err
	case which == windows.WAIT_OBJECT_0:
		return 0, io.EOF
	case which == uint32(windows.WAIT_TIMEOUT):
		return 0, nil
	}
	return in.Read(b)
}

// Suspend does nothing: there are no jobs to stop.
func Suspend() {}

// resizePace is how often the size is checked, since no signal reports changes.
const resizePace = 250 * time.Millisecond

// Watch calls resized at regular intervals.
func Watch(resized, _ func()) (end func()) {
	ticker, over, done := time.NewTicker(resizePace), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ticker.C:
				resized()
			case <-over:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(over)
		<-done
	}
}

// Run gives the console to a program until it exits.
func (t *Terminal) Run(cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.in, t.out, t.out
	return cmd.Run()
}

// InBackground returns false: there is no background.
func InBackground(*os.File) bool { return false }
