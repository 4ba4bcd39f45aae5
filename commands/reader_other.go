//go:build !unix

package commands

import "io"

func ignoreBrokenPipes() {}

// watchReader can't be had here: a reader that went away is noticed at the
// next write.
func watchReader(io.Writer, func()) func() { return func() {} }
