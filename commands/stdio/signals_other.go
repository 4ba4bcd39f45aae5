//go:build !unix

package stdio

import (
	"os"
	"syscall"
)

// endingSignals are Ctrl-C and Ctrl-Break, and the end of the session.
func endingSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }
