// Package unacked reports how much of what was written to a connection is still on its
// way, which distinguishes a slow upload from a stuck one.
package unacked

import (
	"net"
	"syscall"
)

// holding is a connection that buffers what the network doesn't accept.
type holding interface{ Unsent() int64 }

// Bytes returns how many of the bytes written to conn the peer's system hasn't
// acknowledged yet. It looks through wrapped connections that have a NetConn method, as
// *tls.Conn does, and adds what a method Unsent reports as buffered. It returns false
// if the system can't tell.
func Bytes(conn net.Conn) (int64, bool) {
	kept := int64(0)
	for {
		if h, ok := conn.(holding); ok {
			kept += h.Unsent()
		}
		over, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		conn = over.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return 0, false
	}
	queued, ok := queued(socket)
	return kept + queued, ok
}
