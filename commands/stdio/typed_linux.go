package stdio

import (
	"os"

	"golang.org/x/sys/unix"
)

// longestLine is how much of a line the terminal keeps, including the newline.
const longestLine = 4096

// handsOutLines reports whether a terminal keeps what is typed until Enter.
func handsOutLines(terminal *os.File) bool {
	found, err := unix.IoctlGetTermios(int(descriptor(terminal)), unix.TCGETS)
	return err == nil && found.Lflag&unix.ICANON != 0
}
