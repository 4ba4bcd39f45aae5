//go:build !unix

package stdio

import "io"

func IgnoreBrokenPipes() {}

// WatchReader does nothing here: the next write notices that the reader has gone.
func WatchReader(io.Writer, func()) func() { return func() {} }
