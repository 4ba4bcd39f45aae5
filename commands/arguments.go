package commands

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/flags"
	"wspipe/commands/guess"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// line is a command line, understood as far as flags go.
type line struct {
	command *command     // nil: none
	given   []flags.Flag // that the command line and the environment have
	args    []string     // command, flags as --name=value, --, arguments
	help    string       // the flag that asks for it; empty: none does
}

// arrange puts a command line into the order that urfave/cli understands:
// command, flags as --name=value, --, arguments. Users may mix flags and
// arguments, join short flags (-qn1), and give any flag by the environment.
func arrange(args []string, lookupEnv func(string) (string, bool)) (line, error) {
	if len(args) < 2 {
		return line{}, status.Usagef("no command given: %s (wspipe -h says more)", names(", ", " or "))
	}
	name := args[1]
	if strings.HasPrefix(name, "-") {
		return rootFlag(args)
	}
	cmd, ok := find(name)
	if !ok {
		return line{}, noCommand(name)
	}
	a := arrangement{flags: cmd.Flags, accepted: cmd.accepted, command: name, given: map[string]bool{}}
	err := a.walk(args[2:])
	if a.help != "" {
		return line{command: &cmd, help: a.help, args: []string{args[0], name, a.help}}, nil
	}
	if err == nil {
		err = a.environment(lookupEnv)
	}
	out := slices.Concat([]string{args[0], name}, a.out, []string{"--"}, a.arguments)
	return line{command: &cmd, given: a.used(), args: out}, err
}

// rootFlag is a line without a command.
func rootFlag(args []string) (line, error) {
	name := args[1]
	switch name {
	case "-h":
		return line{help: name, args: args}, nil
	case "--help":
		return arrange([]string{args[0], "help"}, noVariables)
	case "-V", "--version":
		return arrange([]string{args[0], "version"}, noVariables)
	case "-c", "--connect": // wscat's
		if len(args) > 2 {
			return line{}, status.Usagef("%s is not a flag: wspipe connect %s?", name, status.WithoutLogin(args[2]))
		}
	}
	if shown, value, _ := strings.Cut(name, "="); value != "" {
		name = shown + "=…"
	}
	return line{}, status.Usagef("the command comes first: wspipe %s %s … (wspipe -h says more)", names("|", "|"), name)
}

func noVariables(string) (string, bool) { return "", false }

// noCommand guesses what was meant.
func noCommand(name string) error {
	if dial.IsURL(name) || name == transcript.EchoURL {
		return status.Usagef("the command is missing: wspipe connect %s?", client.WithoutUser(name))
	}
	if meant := guess.Nearest(name, commandNames()); meant != "" {
		return status.Usagef("there is no command %q; did you mean %s? (wspipe -h lists them)", status.WithoutLogin(name), meant)
	}
	return status.Usagef("there is no command %q: %s (wspipe -h says more)", status.WithoutLogin(name), names(", ", " or "))
}

type arrangement struct {
	command   string
	flags     []flags.Flag
	accepted  []flags.Flag    // that change nothing
	given     map[string]bool // by name
	file      string          // in which the flags stand; empty: on the line
	help      string          // -h or --help
	out       []string
	arguments []string
}

// walk goes on behind what is wrong: it may be help that is asked for.
func (a *arrangement) walk(args []string) (problem error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		var err error
		switch {
		case arg == "--":
			a.arguments = append(a.arguments, args...)
			return problem
		case strings.HasPrefix(arg, "--"):
			args, err = a.long(arg[2:], args)
		case len(arg) > 1 && arg[0] == '-':
			args, err = a.short(arg[1:], args)
		default:
			a.arguments = append(a.arguments, arg)
		}
		problem = cmp.Or(problem, err)
	}
	return problem
}

// long takes --name, --name=value or --name value.
func (a *arrangement) long(arg string, rest []string) ([]string, error) {
	name, value, hasValue := strings.Cut(arg, "=")
	if name == "help" {
		a.help = "--help"
		return rest, nil
	}
	if err := a.meansCurls("--"+name, name); err != nil {
		return rest, err
	}
	flag, meant := a.find(name)
	if flag == nil || len(name) == 1 {
		return rest, status.Usagef("there is no flag --%s%s (wspipe help %s lists them)", name, a.guess(name), a.command)
	}
	switch {
	case meant != "" && hasValue:
		return rest, status.Usagef("--%s takes no value", name)
	case meant != "":
		return rest, a.add(flag, "--"+name, meant)
	case hasValue:
		return rest, a.add(flag, "--"+name, value)
	}
	return a.valueFrom(flag, "--"+name, rest)
}

// short takes -n, -n value, -nvalue, and -abc for -a -b -c.
func (a *arrangement) short(arg string, rest []string) ([]string, error) {
	for i := range len(arg) {
		name := arg[i : i+1]
		if name == "h" {
			a.help = "-h"
			return rest, nil
		}
		if err := a.meansCurls("-"+name, name); err != nil {
			return rest, err
		}
		flag, _ := a.find(name)
		if flag == nil {
			_, size := utf8.DecodeRuneInString(arg[i:])
			return rest, status.Usagef("there is no flag -%s%s (wspipe help %s lists them; what follows -- is not a flag)", arg[i:i+size], a.guess(arg), a.command)
		}
		if !flag.TakesValue() {
			_ = a.add(flag, "-"+name, "true")
			continue
		}
		if err := notMeant(flag, arg[i:], rest); err != nil {
			return rest, err
		}
		if i+1 < len(arg) {
			return rest, a.add(flag, "-"+name, strings.TrimPrefix(arg[i+1:], "="))
		}
		return a.valueFrom(flag, "-"+name, rest)
	}
	return rest, nil
}

// notMeant is what is wrong with a letter's value that can't have been meant for one.
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

// guess is what may have been meant, as the middle of a sentence.
func (a *arrangement) guess(name string) string {
	words := []string{"help"}
	for _, flag := range a.flags {
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

func (a *arrangement) valueFrom(flag *flags.Flag, shown string, rest []string) ([]string, error) {
	switch {
	case flag.IsAlone():
		return rest, a.add(flag, shown, "true")
	case !flag.TakesValue():
		return rest, a.add(flag, shown, "")
	case len(rest) == 0:
		return nil, status.Usagef("%s needs a value", shown)
	}
	return rest[1:], a.add(flag, shown, rest[0])
}

// add gives a flag a value; shown is what to call the flag where that is wrong,
// which urfave/cli, who writes it, doesn't know.
func (a *arrangement) add(flag *flags.Flag, shown, value string) error {
	if err := flag.Field.Check(value); err != nil {
		return status.Usagef("%s: %q is %w", shown, value, err)
	}
	switch {
	case flag.IsNothing():
		return nil
	case flag.IsConfig():
		return a.config(shown, value)
	}
	a.given[flag.Name] = true
	a.out = append(a.out, "--"+flag.Name+"="+value)
	return nil
}

// find is the flag of that name, and the value that it has by that name, if any.
func (a *arrangement) find(name string) (*flags.Flag, string) {
	for _, all := range [][]flags.Flag{a.flags, a.accepted} {
		for i := range all {
			if is, value := all[i].Is(name); is {
				return &all[i], value
			}
		}
	}
	return nil, ""
}

// used are the flags that were given.
func (a *arrangement) used() []flags.Flag {
	var used []flags.Flag
	for _, flag := range a.flags {
		if a.given[flag.Name] {
			used = append(used, flag)
		}
	}
	return used
}
