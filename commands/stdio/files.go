package stdio

import "os"

// SameFile tells whether two streams are one regular file, so that what is
// written to one is read from the other.
func SameFile(a, b any) bool {
	one, other := fileOf(a), fileOf(b)
	if one == nil || other == nil {
		return false
	}
	info, err := one.Stat()
	also, failed := other.Stat()
	return err == nil && failed == nil && info.Mode().IsRegular() && os.SameFile(info, also)
}

// Emptied takes out what a regular file has; others have nothing.
func Emptied(file *os.File) error {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(0)
}
