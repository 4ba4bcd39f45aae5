package flags

import (
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/commands/status"
)

// secret is the value of a flag that may be @FILE, which keeps it off the
// command line: then the file's first line, without its end.
func secret(c *cli.Context, flag string) (string, error) {
	value := c.String(flag)
	file, ok := strings.CutPrefix(value, "@")
	if !ok {
		return value, nil
	}
	content, err := readText(file)
	if err != nil {
		return "", status.Usagef("--%s: %w", flag, err)
	}
	line, _, _ := strings.Cut(content, "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// readText leaves out the byte order mark that some editors begin a file with.
func readText(file string) (string, error) {
	content, err := os.ReadFile(file)
	return strings.TrimPrefix(string(content), "\ufeff"), err
}
