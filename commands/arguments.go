package commands

import (
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// The ways of urfave/cli, which nothing else here knows.

// arranged is the line in the order that urfave/cli understands: it takes what
// follows the first argument for arguments.
func (l line) arranged() []string {
	args := []string{"wspipe", l.command.Name}
	for _, g := range l.given {
		args = append(args, "--"+g.flag.Name+"="+g.value)
	}
	return slices.Concat(args, []string{"--"}, l.arguments)
}

// app has the line's command alone, with the flags that were given: urfave/cli
// holds every flag it knows against every other by regular expression, which
// for all of them would be a good part of the time that a short run takes.
func (l line) app(s stdio.Streams) *cli.App {
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
	declared := map[*flags.Flag]bool{}
	for _, g := range l.given {
		if !declared[g.flag] {
			declared[g.flag] = true
			cmd.Flags = append(cmd.Flags, &cli.GenericFlag{Name: g.flag.Name, Value: g.flag.Field})
		}
	}
	return cmd
}

func asUsageError(_ *cli.Context, err error, _ bool) error {
	if errors.As(err, new(*status.UsageError)) {
		return err
	}
	return &status.UsageError{Err: err}
}
