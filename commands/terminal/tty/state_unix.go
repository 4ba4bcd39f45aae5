//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tty

import (
	"os"

	"golang.org/x/sys/unix"
)

type state = unix.Termios

// control calls do with a file's descriptor. Fd would make it blocking for everything that shares it.
func control(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	failed := raw.Control(func(fd uintptr) { err = do(int(fd)) })
	if failed != nil {
		return failed
	}
	return err
}

func getState(in, _ *os.File) (s state, err error) {
	err = control(in, func(fd int) error {
		found, err := unix.IoctlGetTermios(fd, getTermios)
		if err == nil {
			s = *found
		}
		return err
	})
	return s, err
}

func setState(in, _ *os.File, s state) error {
	return control(in, func(fd int) error { return unix.IoctlSetTermios(fd, setTermios, &s) })
}

// setRaw leaves output processing on. If stops is set, Ctrl-S still stops the output.
func setRaw(in, out *os.File, s state, stops bool) error {
	s.Iflag &^= unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXANY | unix.IXON
	if stops {
		s.Iflag |= unix.IXON
	}
	s.Oflag |= unix.OPOST | unix.ONLCR
	s.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	s.Cflag |= unix.CS8
	s.Cc[unix.VMIN], s.Cc[unix.VTIME] = 1, 0
	return setState(in, out, s)
}

// Size returns the size of a terminal, or 80 by 24 if it is unknown.
func Size(out *os.File) (width, height int) {
	width, height = 80, 24
	_ = control(out, func(fd int) error {
		size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err == nil && size.Col > 0 && size.Row > 0 {
			width, height = int(size.Col), int(size.Row)
		}
		return err
	})
	return width, height
}

// InBackground reports whether a shell has given the terminal to other processes.
func InBackground(in *os.File) (background bool) {
	_ = control(in, func(fd int) error {
		group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		background = err == nil && group != unix.Getpgrp()
		return err
	})
	return background
}

// Forget discards keys that were pressed but not read.
func (t *Terminal) Forget() {
	_ = control(t.in, flushInput)
}

// Start continues output that Ctrl-S has stopped.
func (t *Terminal) Start() {
	_ = control(t.out, startOutput)
}
