//go:build !unix

package stdio

import "io"

// More reports whether an input is known to have more that can be read without waiting. That can't
// be known here.
func More(io.Reader) bool { return false }
