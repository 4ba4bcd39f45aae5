//go:build unix

package suite

import (
	"io/fs"
	"syscall"
)

// mayReplace: the old file has no other name, and the new one is of the same
// owner and group.
func mayReplace(old, new fs.FileInfo) bool {
	o, ok := old.Sys().(*syscall.Stat_t)
	n, also := new.Sys().(*syscall.Stat_t)
	return ok && also && o.Nlink == 1 && o.Uid == n.Uid && o.Gid == n.Gid
}
