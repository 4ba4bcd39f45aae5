// Package commands is wspipe's command line: one file a subcommand, the flags
// they share, the standard streams, signals, and the exit status.
package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
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
	l, err := arrange(args, os.LookupEnv)
	if err != nil {
		return err
	}
	if l.help != "" {
		return help(l, s)
	}
	return newApp(l, s).RunContext(ctx, l.args)
}

// newApp is the only place that knows urfave/cli. It has the line's command
// alone, with the flags that were given: urfave/cli holds every flag it knows
// against every other by regular expression, which for all of them would be a
// good part of the time that a short run takes.
func newApp(l line, s stdio.Streams) *cli.App {
	return &cli.App{
		Name:            "wspipe",
		ErrWriter:       s.Err,
		HideVersion:     true,
		HideHelpCommand: true,
		HideHelp:        true,
		// A comma is part of many a header.
		DisableSliceFlagSeparator: true,
		// Exiting is main's business.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   asUsageError,
		Commands:       []*cli.Command{l.subcommand(s)},
	}
}

// subcommand is the command of the line.
func (l line) subcommand(s stdio.Streams) *cli.Command {
	cmd := &cli.Command{
		Name:         l.command.Name,
		HideHelp:     true,
		OnUsageError: asUsageError,
		Action: func(c *cli.Context) error {
			err := l.command.run(c.Context, c.Args().Slice(), s)
			if err != nil && l.command.report != nil && l.command.report.Quiet.On {
				return &status.QuietError{Err: err}
			}
			return err
		},
	}
	for _, flag := range l.given {
		cmd.Flags = append(cmd.Flags, &cli.GenericFlag{Name: flag.Name, Value: flag.Field})
	}
	return cmd
}

func asUsageError(_ *cli.Context, err error, _ bool) error {
	if errors.As(err, new(*status.UsageError)) {
		return err
	}
	return &status.UsageError{Err: err}
}
