package stdio

import (
	"errors"
	"os"
)

// ErrLineCut reports a typed or pasted line as long as the terminal allows: what followed was lost.
var ErrLineCut = errors.New("this line may not be whole: it is as long as the terminal lets lines be (a file or a pipe has no limit)")

// typedInput is a terminal that returns lines. It fails rather than return a truncated one.
type typedInput struct {
	patientInput
	line []byte // what was read of it
}

// Read reads one line at a time, however short b is.
func (t *typedInput) Read(b []byte) (int, error) {
	if len(t.line) == 0 {
		line := make([]byte, 2*longestLine)
		n, err := t.patientInput.Read(line)
		if err != nil {
			return 0, err
		}
		if n >= longestLine-1 && handsOutLines(t.file) {
			return 0, ErrLineCut
		}
		t.line = line[:n]
	}
	n := copy(b, t.line)
	t.line = t.line[n:]
	return n, nil
}

func typedReader(in *os.File) *typedInput { return &typedInput{patientInput: patientInput{file: in}} }
