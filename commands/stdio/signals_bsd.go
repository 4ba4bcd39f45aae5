//go:build unix && !linux

package stdio

import "os"

// endingHere are the signals that end a program only on this system.
func endingHere() []os.Signal { return nil }
