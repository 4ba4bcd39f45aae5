package transcript

import (
	"fmt"
	"io"
	"os"
)

// Read reads the named file, or stdin if the name is -.
func Read(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// Shown returns the name under which to report the named file.
func Shown(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

// shownErrors is the most errors that are listed for one transcript.
const shownErrors = 20

// Complaints returns the messages of the first errors, and how many more there are.
func Complaints(errs []*SyntaxError) []string {
	var all []string
	for i, err := range errs {
		if i == shownErrors {
			return append(all, fmt.Sprintf("%s: %d more", err.File, len(errs)-i))
		}
		all = append(all, err.Error())
	}
	return all
}
