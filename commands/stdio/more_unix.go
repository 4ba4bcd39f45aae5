//go:build unix

package stdio

import (
	"io"

	"golang.org/x/sys/unix"
)

// More reports whether an input is known to have more that can be read without waiting.
func More(in io.Reader) bool {
	file := fileOf(in)
	if file == nil {
		return false
	}
	info, err := file.Stat()
	if err != nil {
		return false
	}
	if info.Mode().IsRegular() {
		at, err := file.Seek(0, io.SeekCurrent)
		return err == nil && at < info.Size()
	}
	n, err := unix.IoctlGetInt(int(descriptor(file)), bytesAhead)
	return err == nil && n > 0
}
