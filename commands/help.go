package commands

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/version"
)

// helpWidth is that of rows where nobody knows how wide the terminal is.
const helpWidth = 80

// help prints what the line asks for.
func help(l line, s stdio.Streams) error {
	switch {
	case l.help == "--version":
		return say(s, "wspipe "+version.Number+"\n")
	case l.command == nil:
		return say(s, overview())
	}
	return say(s, l.command.Long(helpWidth))
}

// overview is the list of commands.
func overview() string {
	var b strings.Builder
	b.WriteString("usage: wspipe COMMAND [flags] …\n\nA WebSocket in a shell pipeline.\n\n")
	for _, row := range table() {
		cmd := row.make()
		fmt.Fprintf(&b, "  %-8s  %s\n", cmd.Name, cmd.Summary)
	}
	b.WriteString("\nwspipe COMMAND -h tells more of each.\n")
	return b.String()
}

// say prints a text that may be longer than the reader has patience for.
func say(s stdio.Streams, text string) error {
	_, err := io.WriteString(s.Out, text)
	if err != nil && !errors.Is(err, syscall.EPIPE) {
		return status.Localf("stdout: %w", status.WithoutPath(err))
	}
	return nil
}
