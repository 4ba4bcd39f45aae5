package commands

import (
	"context"
	"strings"

	"wspipe/commands/completion"
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

func completionCommand() command {
	shells := strings.Join(completion.Shells(), "|")
	return command{Command: manual.Command{
		Name: "completion", Summary: "print a shell's completion script", Arguments: shells,
		Text: "The script is generated once. It never runs wspipe or evaluates the line. For bash put it into " +
			"~/.bashrc, for fish into ~/.config/fish/completions/wspipe.fish, for zsh as _wspipe into a folder of $fpath, " +
			"for PowerShell into $PROFILE.",
		Takes: flags.Enum, Values: completion.Shells(),
		Examples: []manual.Example{
			{Line: "wspipe completion bash >>bashrc", Shows: "in practice ~/.bashrc"},
			{Line: "wspipe completion zsh >_wspipe", Shows: "in a folder of $fpath"},
			{Line: "wspipe completion fish >wspipe.fish", Shows: "for fish"},
		},
	}, run: func(_ context.Context, args []string, s stdio.Streams) error {
		if len(args) != 1 {
			return status.Usagef("completion takes the name of one shell: %s", shells)
		}
		script, ok := completion.Script(args[0], manuals(), manual.TopicNames())
		if !ok {
			return status.Usagef("there is no completion for %q: %s", status.WithoutLogin(args[0]), shells)
		}
		return say(s, script)
	}}
}
