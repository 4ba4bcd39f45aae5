package commands

import (
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"wspipe/commands/flags"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// How to use urfave/cli. Nothing else here knows about it.

// arranged returns the line in the order that urfave/cli needs: flags first, since it takes
// everything after the first argument for arguments.
func (l line) arranged() []string {
	args := []string{"wspipe", l.command.Name}
	for _, g := range l.given {
		args = append(args, "--"+g.flag.Name+"="+g.value)
	}
	return slices.Concat(args, []string{"--"}, l.arguments)
}

// app returns an app with only the line's command and the flags that were given: urfave/cli
// compares every flag it knows with every other by regular expression, which for all flags would be
// a good part of the time of a short run.
func (l line) app(s stdio.Streams) *cli.App {
	return &cli.App{
		Name:            "wspipe",
		ErrWriter:       s.Err,
		HideVersion:     true,
		HideHelpCommand: true,
		HideHelp:        true,
		// Many headers contain commas.
		DisableSliceFlagSeparator: true,
		// Main exits.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   asUsageError,
		Commands:       []*cli.Command{l.subcommand(s)},
	}
}

// subcommand returns the command of the line.
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
