//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package stdio

import (
	"os"

	"golang.org/x/sys/unix"
)

// longestLine is how much of a line the terminal keeps, including the newline.
const longestLine = 1024

// handsOutLines reports whether a terminal keeps what is typed until Enter.
func handsOutLines(terminal *os.File) bool {
	found, err := unix.IoctlGetTermios(int(descriptor(terminal)), unix.TIOCGETA)
	return err == nil && found.Lflag&unix.ICANON != 0
}
