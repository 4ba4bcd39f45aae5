//go:build unix

package crossings

import (
	"os"
	"slices"
	"strings"
)

// configured moves a command's flags into a file, except for those whose names mean something else
// to curl.
func configured(args []string, file string) ([]string, error) {
	line, lines := args[:1:1], ""
	for args = args[1:]; len(args) > 0; {
		name, values := args[0], 0
		if len(args) > 1 && (!strings.HasPrefix(args[1], "-") || args[1] == "-1") {
			values = 1
		}
		if slices.Contains([]string{"--input", "--output", "--json", "--raw", "-q"}, name) {
			line = append(line, args[:1+values]...)
		} else {
			lines += name
			for _, value := range args[1 : 1+values] {
				lines += ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(value) + `"`
			}
			lines += "\n"
		}
		args = args[1+values:]
	}
	return append(line, "-K", file), os.WriteFile(file, []byte(lines), 0o600)
}
