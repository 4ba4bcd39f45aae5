package recording

import (
	"io"
	"os"
)

// Writer is a file.
type Writer interface {
	io.Writer
	// Rewrite puts text in the place of all that was written, if it can.
	Rewrite(text []byte) error
}

// File is a Writer.
type File struct{ *os.File }

// Rewrite leaves alone what isn't a regular file: a pipe has been read.
func (f File) Rewrite(text []byte) error {
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	_, err := f.WriteAt(text, 0)
	if err == nil {
		err = f.Truncate(int64(len(text)))
	}
	return err
}
