package stdio

import "os"

// SameFile reports whether two streams are the same regular file, so that what is written to one is
// read from the other.
func SameFile(a, b any) bool {
	one, other := fileOf(a), fileOf(b)
	if one == nil || other == nil {
		return false
	}
	info, err := one.Stat()
	also, failed := other.Stat()
	return err == nil && failed == nil && info.Mode().IsRegular() && os.SameFile(info, also)
}

// Emptied truncates a regular file, and leaves any other alone.
func Emptied(file *os.File) error {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(0)
}
