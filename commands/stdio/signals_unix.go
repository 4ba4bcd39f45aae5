//go:build unix

package stdio

import (
	"os"
	"syscall"
)

// endingSignals leaves out signals that report a fault in the program (SIGSEGV), that the runtime
// needs (SIGPROF), or that have an error of their own (SIGXFSZ).
func endingSignals() []os.Signal {
	return append([]os.Signal{
		syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGALRM, syscall.SIGTERM,
		syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGVTALRM, syscall.SIGXCPU,
	}, endingHere()...)
}
