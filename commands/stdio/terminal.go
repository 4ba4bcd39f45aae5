package stdio

import (
	"io"
	"os"
)

// Terminal is where a person sits who is at all three streams, in the
// foreground; ok is false where nobody is.
func (s Streams) Terminal() (in, out *os.File, ok bool) {
	in, out = fileOf(s.In), fileOf(s.Out)
	if !s.InTTY || !s.OutTTY || !s.ErrTTY || in == nil || out == nil || inBackground(in) {
		return nil, nil, false
	}
	return in, out, true
}

// Patient is a file whose writes wait also where it is non-blocking.
func Patient(out *os.File) io.Writer { return patientWriter(out) }
