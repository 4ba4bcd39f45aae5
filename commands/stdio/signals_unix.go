//go:build unix

package stdio

import (
	"os"
	"slices"
	"syscall"
)

// commonSignals are those that people, shells and supervisors send.
func commonSignals() []os.Signal {
	return []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM}
}

// endingSignals leaves out signals that report a fault in the program (SIGSEGV), that the runtime
// needs (SIGPROF), or that have an error of their own (SIGXFSZ).
func endingSignals() []os.Signal {
	return slices.Concat(commonSignals(), []os.Signal{
		syscall.SIGABRT, syscall.SIGALRM, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGVTALRM, syscall.SIGXCPU,
	}, endingHere())
}
