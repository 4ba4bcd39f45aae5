package suite

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"wspipe/commands/transcript"
)

// update writes what arrived into the file, which keeps its links, owner and mode. If the file
// isn't writable, or has changed in the meantime, it is left alone.
func (f *transcriptFile) update(matchers map[int]string) error {
	path, err := filepath.EvalSymlinks(f.name)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, f.text) {
		return errors.Join(errors.New("it was changed meanwhile"), err)
	}
	text := transcript.Rewrite(f.text, matchers)
	err = replaceFile(path, info, text)
	if errors.Is(err, errOnlyItself) || errors.Is(err, fs.ErrPermission) {
		return overwrite(file, text)
	}
	return err
}

var errOnlyItself = errors.New("another file would not have its links or its owner")

// replaceFile replaces the file's contents atomically: with either the old contents or all of text.
func replaceFile(path string, old fs.FileInfo, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) //nolint:errcheck // exists only after a failure
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Chmod(old.Mode().Perm())
	}
	if info, failed := temporary.Stat(); err == nil && (failed != nil || !mayReplace(old, info)) {
		err = errOnlyItself
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// overwrite is for a file that can't be replaced by another.
func overwrite(file *os.File, text []byte) error {
	_, err := file.WriteAt(text, 0)
	if err == nil {
		err = file.Truncate(int64(len(text)))
	}
	return err
}
