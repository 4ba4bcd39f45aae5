//go:build unix

package suite

import (
	"io/fs"
	"syscall"
)

// mayReplace reports whether one file may replace another: the old one has no other name, and the
// new one has the same owner and group.
func mayReplace(before, after fs.FileInfo) bool {
	o, ok := before.Sys().(*syscall.Stat_t)
	n, also := after.Sys().(*syscall.Stat_t)
	return ok && also && o.Nlink == 1 && o.Uid == n.Uid && o.Gid == n.Gid
}
