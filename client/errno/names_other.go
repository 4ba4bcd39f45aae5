//go:build !windows

package errno

import "syscall"

var names map[syscall.Errno][]syscall.Errno
