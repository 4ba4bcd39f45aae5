//go:build !unix

package commands

import "io"

// dispensable is stdin: there is no background here.
func (s streams) dispensable() io.Reader { return s.in }
