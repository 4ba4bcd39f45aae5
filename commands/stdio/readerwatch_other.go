//go:build !unix

package stdio

import "io"

func IgnoreBrokenPipes() {}

// WatchReader can't be had here: a reader that went away is noticed at the
// next write.
func WatchReader(io.Writer, func()) func() { return func() {} }
