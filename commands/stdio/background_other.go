//go:build !unix

package stdio

import (
	"io"
	"os"
)

// Dispensable is stdin: there is no background here.
func (s Streams) Dispensable() io.Reader { return s.In }

func inBackground(*os.File) bool { return false }
