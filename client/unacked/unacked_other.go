//go:build !linux

package unacked

import "syscall"

func queued(syscall.Conn) (int64, bool) { return 0, false }
