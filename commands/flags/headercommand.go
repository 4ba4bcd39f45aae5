package flags

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"wspipe/client"
	"wspipe/commands/program"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

const mostHeaders = 64 << 10 // bytes that a command may print

// fillHeaderCommand runs a program for headers before each attempt, for values that expire.
func (g *Connection) fillHeaderCommand(s stdio.Streams, o *client.Options) error {
	if !g.HeaderFrom.Given {
		return nil
	}
	command, err := program.Parse(g.HeaderFrom.Value)
	if err != nil {
		return g.HeaderFrom.wrong("%w", err)
	}
	program.MindBrokenPipes()
	run := program.Options{Command: command, Environ: program.Environ(), Stderr: stdio.Below(s.Err), Patience: o.CloseTimeout}
	o.Prepare = func(ctx context.Context, header http.Header) error {
		text, err := program.Output(ctx, run, mostHeaders)
		if err == nil {
			err = addPrinted(header, command[0], string(text))
		}
		if err != nil && ctx.Err() == nil {
			return status.Localf("--header-command: %w", err)
		}
		return err
	}
	return nil
}

// addPrinted adds a header from a line, as in a file. Errors don't show the line.
func addPrinted(header http.Header, name, text string) error {
	var lines []string
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if _, _, ok := parseHeader(line); !ok {
			return fmt.Errorf("line %d of what %s prints is %w", i+1, status.Printable(name), errNoHeader)
		}
		lines = append(lines, line)
	}
	asked, err := addLines(header, lines)
	if err != nil {
		return err
	}
	return asked.refused()
}
