package commands

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/flags"
	"wspipe/commands/manual"
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
	a := arrangement{flags: cmd.Flags, command: name, given: map[string]bool{}}
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
			return line{}, status.Usagef("%s is no flag: wspipe connect %s?", name, status.WithoutLogin(args[2]))
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
	if guess := manual.Guess(name, commandNames()); guess != "" {
		return status.Usagef("there is no command %q; did you mean %s? (wspipe -h lists them)", status.WithoutLogin(name), guess)
	}
	return status.Usagef("there is no command %q: %s (wspipe -h says more)", status.WithoutLogin(name), names(", ", " or "))
}

type arrangement struct {
	command   string
	flags     []flags.Flag
	given     map[string]bool // by name
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
	flag := a.find(name)
	if flag == nil || len(name) == 1 {
		return rest, status.Usagef("there is no flag --%s%s (wspipe help %s lists them)", name, a.guess(name), a.command)
	}
	if hasValue {
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
		flag := a.find(name)
		if flag == nil {
			_, size := utf8.DecodeRuneInString(arg[i:])
			return rest, status.Usagef("there is no flag -%s%s (wspipe help %s lists them; what follows -- is no flag)", arg[i:i+size], a.guess(arg), a.command)
		}
		if !flag.TakesValue() {
			_ = a.add(flag, "-"+name, "true")
			continue
		}
		if i+1 < len(arg) {
			return rest, a.add(flag, "-"+name, strings.TrimPrefix(arg[i+1:], "="))
		}
		return a.valueFrom(flag, "-"+name, rest)
	}
	return rest, nil
}

// guess is what may have been meant, as the middle of a sentence.
func (a *arrangement) guess(name string) string {
	words := []string{"help"}
	for _, flag := range a.flags {
		words = append(words, flag.Name)
	}
	name, _, _ = strings.Cut(name, "=")
	if guess := manual.Guess(name, words); guess != "" {
		return "; did you mean --" + guess + "?"
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
	a.given[flag.Name] = true
	a.out = append(a.out, "--"+flag.Name+"="+value)
	return nil
}

func (a *arrangement) find(name string) *flags.Flag {
	for i := range a.flags {
		if flag := &a.flags[i]; name != "" && (name == flag.Name || name == flag.Short) {
			return flag
		}
	}
	return nil
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

// environment adds the flags that the command line leaves to the environment.
func (a *arrangement) environment(lookup func(string) (string, bool)) error {
	given := maps.Clone(a.given)
	for i := range a.flags {
		flag := &a.flags[i]
		value, ok := lookup(flag.Variable())
		if !ok || value == "" || flag.NoVariable || a.decided(flag, given) {
			continue
		}
		for _, v := range valuesOf(flag, value) {
			if err := a.add(flag, flag.Variable(), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// valuesOf takes a variable apart.
func valuesOf(flag *flags.Flag, value string) []string {
	if flag.IsRepeatable() {
		return strings.Split(strings.TrimRight(value, "\n"), "\n")
	}
	if times, err := strconv.Atoi(value); err == nil && flag.IsCounted() {
		return slices.Repeat([]string{"true"}, max(0, times))
	}
	return []string{value}
}

// decided is a flag that the command line has, or another of its choice.
func (a *arrangement) decided(flag *flags.Flag, given map[string]bool) bool {
	return slices.ContainsFunc(a.flags, func(other flags.Flag) bool {
		return given[other.Name] && (other.Name == flag.Name || flag.OneOf != "" && other.OneOf == flag.OneOf)
	})
}
