package stdio

import (
	"errors"
	"os"
)

// ErrLineCut is a line that was typed or pasted, and is as long as the terminal lets lines be: what came behind is lost.
var ErrLineCut = errors.New("this line may not be whole: it is as long as the terminal lets lines be (a file or a pipe has no limit)")

// typedInput is a terminal that hands out lines. It fails rather than to hand out one that was cut.
type typedInput struct {
	patientInput
	line []byte // what was read of it
}

// Read reads a line at a time, be b as short as it may.
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
