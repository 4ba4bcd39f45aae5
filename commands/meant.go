package commands

import (
	"strings"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/flags"
	"wspipe/commands/guess"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// noCommand returns the error for an unknown command, with a guess of what was meant.
func noCommand(name string) error {
	if dial.IsURL(name) || name == transcript.EchoURL {
		return status.Usagef("the command is missing: wspipe connect %s?", client.WithoutUser(name))
	}
	if meant := guess.Nearest(name, commandNames()); meant != "" {
		return status.Usagef("there is no command %q; did you mean %s? (wspipe -h lists them)", status.WithoutLogin(name), meant)
	}
	return status.Usagef("there is no command %q: %s (wspipe -h says more)", status.WithoutLogin(name), names(", ", " or "))
}

// notMeant returns an error if a short flag's value can't have been meant as one.
func notMeant(flag *flags.Flag, arg string, rest []string) error {
	joined := arg[1:]
	switch {
	case flag.NotJoined == "":
	case joined == "" && len(rest) > 0 && strings.HasPrefix(rest[0], "-"):
		return status.Usagef("-%s: %s", arg, flag.Instead)
	case joined != "" && strings.Trim(joined, flag.NotJoined) == "":
		return status.Usagef("-%s: %s", arg, flag.Instead)
	}
	return nil
}

// guess returns what may have been meant, as the middle of a sentence.
func (u *understanding) guess(name string) string {
	words := []string{"help"}
	for _, flag := range u.command.Flags {
		words = append(words, flag.Name)
		for _, alias := range flag.Aliases {
			words = append(words, alias.Name)
		}
	}
	name, _, _ = strings.Cut(name, "=")
	if meant := guess.Nearest(name, words); meant != "" {
		return "; did you mean --" + meant + "?"
	}
	return ""
}
