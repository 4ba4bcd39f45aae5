// Package commands implements wspipe's command line: the subcommands, one file each, and the way
// from a command line to the exit status.
package commands

import (
	"context"
	"fmt"
	"io"
	"os"

	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Main runs the program with the process's arguments and streams, reports errors on stderr, and
// returns the exit status.
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

// Run runs one command line; args[0] is the program's name. Cancelling ctx ends it as SIGTERM
// would. Streams that are files may be watched and, if they are terminals, treated as such. The
// error determines the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return run(ctx, args, stdio.NewStreams(stdin, stdout, stderr))
}

func run(ctx context.Context, args []string, s stdio.Streams) error {
	return fault.Guard(func() error { return runGuarded(ctx, args, s) })
}

func runGuarded(ctx context.Context, args []string, s stdio.Streams) error {
	l, err := understand(args, os.LookupEnv)
	if err != nil {
		return err
	}
	if l.help != "" {
		return help(l, s)
	}
	return l.app(s).RunContext(ctx, l.arranged())
}
