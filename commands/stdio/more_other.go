//go:build !unix

package stdio

import "io"

// More tells whether an input surely has more that could be read at once. Here
// that isn't known.
func More(io.Reader) bool { return false }
