package stdio

import (
	"os"
	"syscall"
)

// The real-time signals that the C library leaves to programs, signal(7).
const (
	firstRealTime = syscall.Signal(35)
	lastRealTime  = syscall.Signal(64)
)

// endingHere are the signals that end a program only on this system.
func endingHere() []os.Signal {
	more := []os.Signal{syscall.SIGIO, syscall.SIGPWR, syscall.SIGSTKFLT}
	for s := firstRealTime; s <= lastRealTime; s++ {
		more = append(more, s)
	}
	return more
}
