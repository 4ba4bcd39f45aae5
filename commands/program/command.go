package program

import (
	"errors"
	"os"
	"os/exec"
	"strings"

	"wspipe/commands/status"
)

// Command is a program and its arguments.
type Command []string

// Parse splits text into words, as a shell quotes them, and as the system does
// where it has rules of its own. No shell runs: nothing else has a meaning.
func Parse(text string) (Command, error) {
	words, err := split(text)
	if err == nil && len(words) == 0 {
		err = errEmpty
	}
	return words, err
}

// Check tells whether the program is there. Its error is a status.LocalError.
func (c Command) Check() error {
	if _, err := exec.LookPath(c[0]); err != nil {
		return c.failed(err)
	}
	return nil
}

// cause leaves out the names that errors of the system begin with.
func cause(err error) error {
	if lookup := (*exec.Error)(nil); errors.As(err, &lookup) {
		err = lookup.Err
	}
	return status.WithoutPath(err)
}

// Environ is our environment for a program: without what is said to us there.
func Environ() []string {
	var all []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "WSPIPE_") {
			all = append(all, variable)
		}
	}
	return all
}
