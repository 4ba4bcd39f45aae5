// Package commands is wspipe's command line: one file a subcommand, the flags
// they share, the standard streams, signals, and the exit status.
package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/urfave/cli/v2"

	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/version"
)

// Main runs the program with the process's arguments and streams, says on
// stderr what failed, and returns the exit status.
func Main() int {
	stdio.IgnoreBrokenPipes()
	s := stdio.NewStreams(os.Stdin, os.Stdout, os.Stderr)
	s.Exit = os.Exit
	err := run(context.Background(), os.Args, s)
	if err != nil && !status.Is[*status.QuietError](err) {
		fmt.Fprintln(s.Err, "wspipe: "+status.Complaint(err))
	}
	return status.Of(err)
}

// Run runs one command line, args[0] being the program's name. Cancelling ctx
// ends it as SIGTERM would. Streams that are files may be watched and, if
// they are terminals, treated as such. The error tells the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return run(ctx, args, stdio.NewStreams(stdin, stdout, stderr))
}

func run(ctx context.Context, args []string, s stdio.Streams) error {
	return fault.Guard(func() error { return runGuarded(ctx, args, s) })
}

func runGuarded(ctx context.Context, args []string, s stdio.Streams) error {
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	app := newApp(name, s)
	args, err := arrange(app, args, os.LookupEnv)
	if err != nil {
		return err
	}
	texts := &remembering{w: s.Out}
	app.Writer = texts
	err = app.RunContext(ctx, args)
	if err == nil && texts.err != nil && !errors.Is(texts.err, syscall.EPIPE) {
		return status.Localf("stdout: %w", status.WithoutPath(texts.err))
	}
	return err
}

// remembering keeps the error of a write that nobody looks at.
type remembering struct {
	w   io.Writer
	err error
}

func (r *remembering) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	if err != nil && r.err == nil {
		r.err = err
	}
	return n, err
}

func newApp(name string, s stdio.Streams) *cli.App {
	app := &cli.App{
		Name:            "wspipe",
		Usage:           "a WebSocket in a shell pipeline",
		UsageText:       "wspipe connect|send|listen|serve|check [flags] …",
		ErrWriter:       s.Err,
		HideVersion:     true,
		HideHelpCommand: true,
		// A comma is part of many a header.
		DisableSliceFlagSeparator: true,
		// Exiting is main's business.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   asUsageError,
		Flags:          []cli.Flag{&cli.BoolFlag{Name: "version", Usage: "print the version"}},
		Commands:       commandsFor(name, s),
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				fmt.Fprintln(c.App.Writer, "wspipe", version.Number)
				return nil
			}
			return status.Usagef("no command given: connect, send, listen, serve or check (wspipe -h says more)")
		},
	}
	return app
}

// commandsFor is the command of that name alone, or all: to make them takes a
// part of the time that a short run has.
func commandsFor(name string, s stdio.Streams) []*cli.Command {
	switch name {
	case "connect":
		return []*cli.Command{connectCommand(s)}
	case "send":
		return []*cli.Command{sendCommand(s)}
	case "listen":
		return []*cli.Command{listenCommand(s)}
	case "serve":
		return []*cli.Command{serveCommand(s)}
	case "check":
		return []*cli.Command{checkCommand(s)}
	}
	return []*cli.Command{connectCommand(s), sendCommand(s), listenCommand(s), serveCommand(s), checkCommand(s)}
}

// command is what all subcommands have in common.
func command(name, usage, arguments, description string, flags []cli.Flag, action cli.ActionFunc) *cli.Command {
	return &cli.Command{
		Name:            name,
		Usage:           usage,
		UsageText:       "wspipe " + name + " [flags] " + arguments,
		Description:     description,
		Flags:           flags,
		HideHelpCommand: true,
		OnUsageError:    asUsageError,
		Action: func(c *cli.Context) error {
			err := action(c)
			if err != nil && c.Bool("quiet") {
				return &status.QuietError{Err: err}
			}
			return err
		},
	}
}

func asUsageError(_ *cli.Context, err error, _ bool) error {
	if errors.As(err, new(*status.UsageError)) {
		return err
	}
	return &status.UsageError{Err: err}
}
