package status

import (
	"errors"
	"fmt"
	"io/fs"

	"wspipe/codec"
)

// InputError returns err as an error of stdin, or of its content.
func InputError(err error) error {
	var input *codec.InputError
	if errors.As(err, &input) {
		return &LocalError{err}
	}
	return Localf("stdin: %w", WithoutPath(err))
}

// Localf is fmt.Errorf for a LocalError.
func Localf(format string, args ...any) error {
	return &LocalError{fmt.Errorf(format, args...)}
}

// WithoutPath drops the operation and the name that the system's errors begin with: a stream's name
// says more.
func WithoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// Named is an error about a file, which begins with its name and says nothing of the operation; nil for nil.
func Named(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, WithoutPath(err))
}
