package unacked

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func queued(socket syscall.Conn) (n int64, ok bool) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0, false
	}
	err = raw.Control(func(fd uintptr) {
		queued, err := unix.IoctlGetInt(int(fd), unix.SIOCOUTQ)
		n, ok = int64(queued), err == nil
	})
	return n, ok && err == nil
}
