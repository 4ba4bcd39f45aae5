// Package unacked tells how much of what was written to a connection is still
// on its way: so an upload that is slow can be told from one that is stuck.
package unacked

import (
	"net"
	"syscall"
)

// holding is a connection that keeps what the network doesn't take.
type holding interface{ Unsent() int64 }

// Bytes is how many of the bytes written to conn the peer's system hasn't
// acknowledged yet. It looks through connections over others that have, as
// *tls.Conn does, a method NetConn, and counts what those keep whose method
// Unsent says so. It is false where the system doesn't tell.
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
