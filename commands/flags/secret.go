package flags

import (
	"os"
	"strings"
)

// secret returns the value of a flag that may be @FILE, which keeps it off the command line. In
// that case the value is the file's first line, without the line ending.
func (t *Text) secret() (string, error) {
	file, ok := strings.CutPrefix(t.Value, "@")
	if !ok {
		return t.Value, nil
	}
	content, err := readText(file)
	if err != nil {
		return "", t.wrong("%w", err)
	}
	line, _, _ := strings.Cut(content, "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// readText reads a file, without the byte order mark that some editors write.
func readText(file string) (string, error) {
	content, err := os.ReadFile(file)
	return strings.TrimPrefix(string(content), "\ufeff"), err
}
