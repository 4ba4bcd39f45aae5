//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tty

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// waker ends reads of the terminal, for good.
type waker struct{ awake, end *os.File }

func newWaker() (*waker, error) {
	awake, end, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &waker{awake, end}, nil
}

func (w *waker) wake() { w.end.Close() }

// read uses select, because poll doesn't support terminals on every system.
func (w *waker) read(in *os.File, b []byte, timeout time.Duration) (n int, err error) {
	err = control(in, func(fd int) error {
		ready, ended, err := w.wait(fd, timeout)
		switch {
		case err != nil || !ready && !ended:
			return err
		case ended:
			return io.EOF
		case InBackground(in): // the input is meant for others
			return errBackground
		}
		for {
			if n, err = unix.Read(fd, b); !errors.Is(err, unix.EINTR) {
				break
			}
		}
		if n = max(0, n); n == 0 && err == nil {
			err = io.ErrUnexpectedEOF // the terminal hung up
		}
		if errors.Is(err, unix.EAGAIN) {
			return nil
		}
		return err
	})
	return n, err
}

// wait reports whether there is input, or the waker is awake; neither if the time is over. It continues after a signal:
// the runtime sends itself some, and they mean nothing here.
func (w *waker) wait(fd int, timeout time.Duration) (ready, ended bool, err error) {
	deadline := time.Now().Add(timeout)
	err = control(w.awake, func(awake int) error {
		for {
			var set unix.FdSet
			set.Set(fd)
			set.Set(awake)
			var limit *unix.Timeval
			if timeout > 0 {
				t := unix.NsecToTimeval(max(0, time.Until(deadline).Nanoseconds()))
				limit = &t
			}
			n, err := unix.Select(max(fd, awake)+1, &set, nil, nil, limit)
			if !errors.Is(err, unix.EINTR) {
				ready, ended = n > 0 && set.IsSet(fd), n > 0 && set.IsSet(awake)
				return err
			}
		}
	})
	return ready, ended, err
}
