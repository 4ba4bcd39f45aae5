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

// Parse splits text into words by the quoting rules of a shell, or those of the system if it has
// its own. No shell runs, so nothing else has a special meaning.
func Parse(text string) (Command, error) {
	words, err := split(text)
	if err == nil && len(words) == 0 {
		err = errEmpty
	}
	return words, err
}

// Check reports whether the program exists. Its error is a status.LocalError.
func (c Command) Check() error {
	if _, err := exec.LookPath(c[0]); err != nil {
		return c.failed(err)
	}
	return nil
}

// cause drops the names that the system's errors begin with.
func cause(err error) error {
	if lookup := (*exec.Error)(nil); errors.As(err, &lookup) {
		err = lookup.Err
	}
	return status.WithoutPath(err)
}

// Environ returns our environment for a program, without the variables meant for us.
func Environ() []string {
	var all []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "WSPIPE_") {
			all = append(all, variable)
		}
	}
	return all
}
