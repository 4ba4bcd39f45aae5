//go:build !unix

package stdio

import "io"

// Dispensable is stdin: there is no background here.
func (s Streams) Dispensable() io.Reader { return s.In }
