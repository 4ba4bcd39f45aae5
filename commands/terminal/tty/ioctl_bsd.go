//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package tty

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TIOCGETA
	setTermios = unix.TIOCSETA
)

// readable is FREAD of sys/fcntl.h.
const readable = 1

func flushInput(fd int) error { return unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, readable) }

func startOutput(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCSTART, 0) }
