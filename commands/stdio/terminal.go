package stdio

import (
	"io"
	"os"
)

// Terminal returns the terminal of a person at all three streams, in the foreground; ok is false if
// there is none.
func (s Streams) Terminal() (in, out *os.File, ok bool) {
	in, out = fileOf(s.In), fileOf(s.Out)
	if !s.InTTY || !s.OutTTY || !s.ErrTTY || in == nil || out == nil || inBackground(in) {
		return nil, nil, false
	}
	return in, out, true
}

// Patient returns a file whose writes wait even if it is non-blocking.
func Patient(out *os.File) io.Writer { return patientWriter(out) }
