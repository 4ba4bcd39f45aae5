package recording

import (
	"io"
	"os"
)

// Writer is the file to record to.
type Writer interface {
	io.Writer
	// Rewrite replaces everything written so far with text, if possible.
	Rewrite(text []byte) error
}

// File is a Writer for a file.
type File struct{ *os.File }

// Rewrite changes only regular files: the text in a pipe has already been read.
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
