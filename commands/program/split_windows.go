package program

import (
	"strings"

	"golang.org/x/sys/windows"
)

// split follows CommandLineToArgvW, with which programs find their arguments.
func split(text string) ([]string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	return windows.DecomposeCommandLine(text)
}
