package commands

import (
	"cmp"
	"os"
	"os/exec"
	"strings"

	"wspipe/commands/program"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal/tty"
)

// helpWidth returns the terminal's width, within limits for easy reading.
func helpWidth(s stdio.Streams) int {
	if width, _, ok := terminalSize(s); ok {
		return max(40, min(width, 100))
	}
	return 80
}

func terminalSize(s stdio.Streams) (width, height int, ok bool) {
	_, out, ok := s.Terminal()
	if ok {
		width, height = tty.Size(out)
	}
	return width, height, ok
}

// page prints a text, through a pager if it is taller than the terminal.
func page(s stdio.Streams, text string) error {
	_, height, ok := terminalSize(s)
	if !ok || strings.Count(text, "\n") < height {
		return say(s, text)
	}
	words := strings.Fields(cmp.Or(os.Getenv("PAGER"), "less"))
	if len(words) == 0 {
		return say(s, text)
	}
	program.MindBrokenPipes()
	cmd := exec.Command(words[0], words[1:]...) //nolint:gosec // the user chooses the pager
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), os.Stdout, os.Stderr
	if cmd.Start() != nil {
		return say(s, text)
	}
	_ = cmd.Wait() // it may quit early
	return nil
}
