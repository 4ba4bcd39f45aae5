package tty

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
)

func flushInput(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) }

// startOutput stops the output first: the system only restarts what was stopped by an ioctl.
func startOutput(fd int) error {
	if err := unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF); err != nil {
		return err
	}
	return unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}
