package tty

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
)

func flushInput(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) }

// startOutput stops it first: otherwise the system takes only what it stopped itself for stopped.
func startOutput(fd int) error {
	if err := unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF); err != nil {
		return err
	}
	return unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}
