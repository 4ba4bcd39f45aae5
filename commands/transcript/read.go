package transcript

import (
	"fmt"
	"io"
	"os"
)

// Read reads the file of that name, - being stdin.
func Read(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// Shown is what to call the file of that name.
func Shown(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

// shownErrors is how many mistakes in a transcript are enough to go on with.
const shownErrors = 20

// Complaints says of each what doesn't parse, and of the rest how many they are.
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
