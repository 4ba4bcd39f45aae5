package commands

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"wspipe/commands/duration"
	"wspipe/commands/flags"
	"wspipe/commands/status"
)

// arrange puts a command line into the order that urfave/cli understands:
// command, flags as --name=value, --, arguments. Users may mix flags and
// arguments, join short flags (-qn1), and give any flag by the environment.
func arrange(app *cli.App, args []string, lookupEnv func(string) (string, bool)) ([]string, error) {
	if len(args) < 2 {
		return args, nil
	}
	name := args[1]
	if strings.HasPrefix(name, "-") {
		return args, rootFlag(name)
	}
	cmd := app.Command(name)
	if cmd == nil {
		if name == "help" {
			return []string{args[0], "--help"}, nil
		}
		return nil, status.Usagef("there is no command %q: connect, send, listen, serve or check (wspipe -h says more)", status.WithoutLogin(name))
	}
	a := arrangement{flags: cmd.Flags, command: name, given: map[string]bool{}}
	if err := a.walk(args[2:]); err != nil {
		return nil, err
	}
	if a.help {
		return []string{args[0], name, "--help"}, nil
	}
	if err := a.environment(lookupEnv); err != nil {
		return nil, err
	}
	// urfave/cli names the flags of its own by regular expression, too.
	app.Flags, app.HideHelp, cmd.HideHelp = nil, true, true
	app.Commands = []*cli.Command{cmd}
	cmd.Flags = a.used()
	return slices.Concat([]string{args[0], name}, a.out, []string{"--"}, a.arguments), nil
}

func rootFlag(name string) error {
	if slices.Contains([]string{"-h", "--help", "--version"}, name) {
		return nil
	}
	if shown, value, _ := strings.Cut(name, "="); value != "" {
		name = shown + "=…"
	}
	return status.Usagef("the command comes first: wspipe connect|send|listen|serve|check %s … (wspipe -h says more)", name)
}

type arrangement struct {
	command   string
	flags     []cli.Flag
	given     map[string]bool // by first name
	help      bool
	out       []string
	arguments []string
}

func (a *arrangement) walk(args []string) error {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		var err error
		switch {
		case arg == "--":
			a.arguments = append(a.arguments, args...)
			return nil
		case strings.HasPrefix(arg, "--"):
			args, err = a.long(arg[2:], args)
		case len(arg) > 1 && arg[0] == '-':
			args, err = a.short(arg[1:], args)
		default:
			a.arguments = append(a.arguments, arg)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// long takes --name, --name=value or --name value.
func (a *arrangement) long(arg string, rest []string) ([]string, error) {
	name, value, hasValue := strings.Cut(arg, "=")
	if name == "help" {
		a.help = true
		return rest, nil
	}
	flag := a.find(name)
	if flag == nil || len(name) == 1 {
		return nil, status.Usagef("there is no flag --%s (wspipe %s -h lists them)", name, a.command)
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
			a.help = true
			return rest, nil
		}
		flag := a.find(name)
		if flag == nil {
			_, size := utf8.DecodeRuneInString(arg[i:])
			return nil, status.Usagef("there is no flag -%s (wspipe %s -h lists them; what follows -- is no flag)", arg[i:i+size], a.command)
		}
		if !takesValue(flag) {
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

func (a *arrangement) valueFrom(flag cli.Flag, shown string, rest []string) ([]string, error) {
	switch {
	case flags.HasOptionalValue(flag):
		return rest, a.add(flag, shown, "")
	case !takesValue(flag):
		return rest, a.add(flag, shown, "true")
	case len(rest) == 0:
		return nil, status.Usagef("%s needs a value", shown)
	}
	return rest[1:], a.add(flag, shown, rest[0])
}

// add gives a flag a value; shown is what to call the flag where that is wrong.
func (a *arrangement) add(flag cli.Flag, shown, value string) error {
	if problem := checkValue(flag, value); problem != "" {
		return status.Usagef("%s: %q is %s", shown, value, problem)
	}
	name := namesOf(flag)[0]
	a.given[name] = true
	a.out = append(a.out, "--"+name+"="+value)
	return nil
}

// checkValue says what is wrong with a value in better words than urfave/cli,
// which also doesn't know whether it stood on the command line.
func checkValue(flag cli.Flag, value string) (problem string) {
	switch f := flag.(type) {
	case *cli.IntFlag:
		if _, err := strconv.Atoi(value); err != nil {
			return "not a number"
		}
	case *cli.BoolFlag:
		if _, err := strconv.ParseBool(value); err != nil {
			return "neither true nor false"
		}
	case *cli.GenericFlag:
		if _, ok := f.Value.(*flags.DurationValue); ok {
			if _, err := duration.Parse(value); err != nil {
				return err.Error()
			}
		}
	}
	return ""
}

func (a *arrangement) find(name string) cli.Flag {
	for _, flag := range a.flags {
		if slices.Contains(namesOf(flag), name) {
			return flag
		}
	}
	return nil
}

// used are the flags that were given. urfave/cli holds every flag it knows
// against every other by regular expression, which for all of them would be a
// good part of the time that a short run takes.
func (a *arrangement) used() []cli.Flag {
	var used []cli.Flag
	for _, flag := range a.flags {
		if a.given[namesOf(flag)[0]] {
			used = append(used, flag)
		}
	}
	return used
}

// environment adds the flags that the command line leaves to the environment.
func (a *arrangement) environment(lookup func(string) (string, bool)) error {
	given := maps.Clone(a.given)
	for _, flag := range a.flags {
		name := namesOf(flag)[0]
		variable := environmentName(name)
		value, ok := lookup(variable)
		if !ok || value == "" || name == "allow-run" || given[name] || given[replacedBy(name, given)] {
			continue
		}
		values := []string{value}
		if isRepeatable(flag) {
			values = strings.Split(strings.TrimRight(value, "\n"), "\n")
		}
		if times, err := strconv.Atoi(value); err == nil && isCounted(flag) {
			values = slices.Repeat([]string{"true"}, max(0, times))
		}
		for _, v := range values {
			if err := a.add(flag, variable, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func environmentName(flag string) string {
	return "WSPIPE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// replacedBy is the flag on the command line that overrides another one from
// the environment, of which only one can hold.
func replacedBy(name string, given map[string]bool) string {
	for _, group := range [][]string{flags.FormatFlagNames, {"text", "binary"}, {"proxy", "no-proxy"}, {"ipv4", "ipv6"}, {"user", "bearer"}} {
		if !slices.Contains(group, name) {
			continue
		}
		for _, other := range group {
			if given[other] {
				return other
			}
		}
	}
	return name
}

// namesOf is flag.Names(), which goes through a regular expression at each
// call, for the kinds of flags there are.
func namesOf(flag cli.Flag) []string {
	switch f := flag.(type) {
	case *cli.BoolFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.StringFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.StringSliceFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.IntFlag:
		return append([]string{f.Name}, f.Aliases...)
	case *cli.GenericFlag:
		return append([]string{f.Name}, f.Aliases...)
	}
	return flag.Names()
}

// isCounted: -vv is more than -v.
func isCounted(flag cli.Flag) bool {
	f, ok := flag.(*cli.BoolFlag)
	return ok && f.Count != nil
}

func takesValue(flag cli.Flag) bool {
	f, ok := flag.(cli.DocGenerationFlag)
	return ok && f.TakesValue()
}

func isRepeatable(flag cli.Flag) bool {
	f, ok := flag.(cli.DocGenerationSliceFlag)
	return ok && f.IsSliceFlag()
}
