package commands

import (
	"cmp"
	"context"
	"io"
	"syscall"

	"wspipe/client/errno"
	"wspipe/commands/flags"
	"wspipe/commands/guess"
	"wspipe/commands/manual"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func helpCommand() command {
	f := flags.ForHelp()
	return command{Command: manual.Command{
		Name: "help", Summary: "explain a command or a topic", Arguments: "[COMMAND|TOPIC]",
		Examples: []manual.Example{
			{Line: "wspipe help", Shows: "commands and topics"},
			{Line: "wspipe help send", Shows: "all flags of send"},
			{Line: "wspipe help --man >wspipe.1", Shows: "the manual page"},
		},
		Flags: f.All,
	}, run: func(_ context.Context, args []string, s stdio.Streams) error {
		switch {
		case len(args) > 1:
			return status.Usagef("help takes one command or topic, not %q too", status.WithoutLogin(args[1]))
		case len(args) == 1:
			return helpOn(args[0], s)
		case f.Man.On:
			return say(s, manual.Man(manuals()))
		}
		return page(s, manual.Overview(manuals(), helpWidth(s)))
	}}
}

// helpOn prints the full help for a command or a topic.
func helpOn(name string, s stdio.Streams) error {
	if cmd, ok := find(name); ok {
		return page(s, cmd.Long(helpWidth(s)))
	}
	if topic, ok := manual.FindTopic(name); ok {
		return page(s, topic.Text(helpWidth(s)))
	}
	words := append(commandNames(), manual.TopicNames()...)
	if meant := cmp.Or(manual.TopicAbout(name), guess.Nearest(name, words)); meant != "" {
		return status.Usagef("there is no command or topic %q; did you mean %s? (wspipe help lists them)", status.WithoutLogin(name), meant)
	}
	return status.Usagef("there is no command or topic %q (wspipe help lists them)", status.WithoutLogin(name))
}

// help prints what a line with -h or --help asks for.
func help(l line, s stdio.Streams) error {
	switch {
	case l.command == nil:
		return say(s, manual.Screen(manuals()))
	case l.help == "-h":
		return say(s, l.command.Short())
	}
	return page(s, l.command.Long(helpWidth(s)))
}

// say prints a text. Its reader may stop early.
func say(s stdio.Streams, text string) error {
	_, err := io.WriteString(s.Out, text)
	if err != nil && !errno.Is(err, syscall.EPIPE) {
		return status.Localf("stdout: %w", status.WithoutPath(err))
	}
	return nil
}
