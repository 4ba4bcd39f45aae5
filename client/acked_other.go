//go:build !linux

package client

import "net"

// unacknowledged can't be had here.
func unacknowledged(net.Conn) (int64, bool) { return 0, false }
