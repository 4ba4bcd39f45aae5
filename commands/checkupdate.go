package commands

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"wspipe/commands/transcript"
)

// update puts what came into the file, which is there whole at any time. Who
// may not write it, or has written it meanwhile, finds it as it was.
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
		return errors.New("it is no regular file")
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, f.text) {
		return errors.Join(errors.New("it was changed meanwhile"), err)
	}
	return replaceFile(path, info.Mode().Perm(), transcript.Rewrite(f.text, matchers))
}

// replaceFile has either what was there or all of text in the file.
func replaceFile(path string, mode os.FileMode, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) //nolint:errcheck // it is there only if something else failed
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Chmod(mode)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
