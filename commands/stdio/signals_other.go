//go:build !unix

package stdio

import (
	"os"
	"syscall"
)

// commonSignals are Ctrl-C and Ctrl-Break, and the end of the session.
func commonSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

func endingSignals() []os.Signal { return commonSignals() }
