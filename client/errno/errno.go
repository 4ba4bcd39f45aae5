// Package errno finds the reason that POSIX has a name for in an error, whatever
// the system calls it.
package errno

import (
	"errors"
	"syscall"
)

// Is is errors.Is for the numbers of POSIX. Windows has numbers of its own, and
// package syscall's names for those of POSIX are never met there.
func Is(err error, number syscall.Errno) bool {
	if errors.Is(err, number) {
		return true
	}
	for _, own := range names[number] {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}
