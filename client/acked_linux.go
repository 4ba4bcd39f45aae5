package client

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// unacknowledged is how many of the bytes given to conn the peer's system
// hasn't acknowledged yet.
func unacknowledged(conn net.Conn) (n int64, ok bool) {
	for {
		below, wraps := conn.(interface{ NetConn() net.Conn })
		if !wraps {
			break
		}
		conn = below.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return 0, false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0, false
	}
	err = raw.Control(func(fd uintptr) {
		var queued int
		queued, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ)
		n, ok = int64(queued), err == nil
	})
	return n, ok && err == nil
}
