//go:build !unix

package stdio

import "os"

// Streams always wait here.

func wouldBlock(error) bool { return false }

func awaitReadable(*os.File) error { return nil }

func awaitWritable(*os.File) error { return nil }

func descriptor(f *os.File) uintptr { return f.Fd() }
