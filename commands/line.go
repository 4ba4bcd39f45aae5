package commands

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"wspipe/commands/flags"
	"wspipe/commands/status"
)

// line is a parsed command line. Flags are parsed completely.
type line struct {
	command   *command // nil: none
	given     []given  // on the command line, then in the environment
	arguments []string
	help      string // the flag that asks for help; empty: none
}

// given is a flag with its value.
type given struct {
	flag  *flags.Flag
	value string
}

// understand parses a command line. Flags and arguments may be mixed, short flags may be joined
// (-qn1), and flags may come from the environment.
func understand(args []string, lookupEnv func(string) (string, bool)) (line, error) {
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
	u := understanding{line: line{command: &cmd}}
	err := u.walk(args[2:])
	if u.help != "" {
		return line{command: &cmd, help: u.help}, nil
	}
	if err == nil {
		err = u.environment(lookupEnv)
	}
	return u.line, err
}

// rootFlag parses a line without a command.
func rootFlag(args []string) (line, error) {
	name := args[1]
	switch name {
	case "-h":
		return line{help: name}, nil
	case "--help":
		return understand([]string{args[0], "help"}, noVariables)
	case "-V", "--version":
		return understand([]string{args[0], "version"}, noVariables)
	case "-c", "--connect": // as in wscat
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

// understanding is a line while it is being parsed.
type understanding struct {
	line
	file string // the file that contains the flags; empty: the command line does
}

// walk continues after an error: the line may still ask for help.
func (u *understanding) walk(args []string) (problem error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		var err error
		switch {
		case arg == "--":
			u.arguments = append(u.arguments, args...)
			return problem
		case strings.HasPrefix(arg, "--"):
			args, err = u.long(arg[2:], args)
		case len(arg) > 1 && arg[0] == '-':
			args, err = u.short(arg[1:], args)
		default:
			u.arguments = append(u.arguments, arg)
		}
		problem = cmp.Or(problem, err)
	}
	return problem
}

// long parses --name, --name=value or --name value.
func (u *understanding) long(arg string, rest []string) ([]string, error) {
	name, value, hasValue := strings.Cut(arg, "=")
	if name == "help" {
		u.help = "--help"
		return rest, nil
	}
	if err := u.meansCurls("--"+name, name); err != nil {
		return rest, err
	}
	flag, meant := u.find(name)
	if flag == nil || len(name) == 1 {
		return rest, status.Usagef("there is no flag --%s%s (wspipe help %s lists them)", name, u.guess(name), u.command.Name)
	}
	switch {
	case meant != "" && hasValue:
		return rest, status.Usagef("--%s takes no value", name)
	case meant != "":
		return rest, u.add(flag, "--"+name, meant)
	case hasValue:
		return rest, u.add(flag, "--"+name, value)
	}
	return u.valueFrom(flag, "--"+name, rest)
}

// short parses -n, -n value, -nvalue, and -abc for -a -b -c.
func (u *understanding) short(arg string, rest []string) ([]string, error) {
	for i := range len(arg) {
		name := arg[i : i+1]
		if name == "h" {
			u.help = "-h"
			return rest, nil
		}
		if err := u.meansCurls("-"+name, name); err != nil {
			return rest, err
		}
		flag, _ := u.find(name)
		if flag == nil {
			_, size := utf8.DecodeRuneInString(arg[i:])
			return rest, status.Usagef("there is no flag -%s%s (wspipe help %s lists them; what follows -- is not a flag)", arg[i:i+size], u.guess(arg), u.command.Name)
		}
		if !flag.TakesValue() {
			_ = u.add(flag, "-"+name, "true")
			continue
		}
		if err := notMeant(flag, arg[i:], rest); err != nil {
			return rest, err
		}
		if i+1 < len(arg) {
			return rest, u.add(flag, "-"+name, strings.TrimPrefix(arg[i+1:], "="))
		}
		return u.valueFrom(flag, "-"+name, rest)
	}
	return rest, nil
}

func (u *understanding) valueFrom(flag *flags.Flag, shown string, rest []string) ([]string, error) {
	switch {
	case flag.IsAlone():
		return rest, u.add(flag, shown, "true")
	case !flag.TakesValue():
		return rest, u.add(flag, shown, "")
	case len(rest) == 0:
		return nil, status.Usagef("%s needs a value", shown)
	}
	return rest[1:], u.add(flag, shown, rest[0])
}

// add gives a flag a value. It checks the value here, because urfave/cli, which sets it, doesn't
// know shown, the name by which to report the flag.
func (u *understanding) add(flag *flags.Flag, shown, value string) error {
	if err := flag.Field.Check(value); err != nil {
		return status.Usagef("%s: %q is %w", shown, value, err)
	}
	switch {
	case flag.IsNothing():
		return nil
	case flag.IsConfig():
		return u.config(shown, value)
	}
	u.given = append(u.given, given{flag, value})
	return nil
}

// find returns the flag with that name, and the value that an alias implies, if any.
func (u *understanding) find(name string) (*flags.Flag, string) {
	flag, value := named(u.command.Flags, name)
	if flag == nil && u.command.accepted != nil {
		return named(u.command.accepted(), name)
	}
	return flag, value
}

func named(all []*flags.Flag, name string) (*flags.Flag, string) {
	for _, flag := range all {
		if is, value := flag.Is(name); is {
			return flag, value
		}
	}
	return nil, ""
}
