package completion

import (
	"fmt"
	"strings"

	"wspipe/commands/manual"
)

func fish(commands []manual.Command) string {
	var b strings.Builder
	b.WriteString(fishScript)
	for _, c := range commands {
		fmt.Fprintf(&b, "complete -c wspipe -n '__wspipe_is' -a %s -d %s\n", c.Name, fishQuote(c.Summary))
	}
	for _, c := range commands {
		begin := "complete -c wspipe -n '__wspipe_is " + c.Name + "'"
		if value := fishValue(valueOf(c.Takes, c.Values)); value != "" {
			fmt.Fprintf(&b, "%s%s\n", begin, value)
		}
		fmt.Fprintf(&b, "%s -s h -l help -d help\n", begin)
		for _, flag := range c.Flags {
			fmt.Fprintf(&b, "%s -l %s", begin, flag.Name)
			if flag.Short != "" {
				fmt.Fprintf(&b, " -s %s", flag.Short)
			}
			if flag.TakesValue() {
				v := valueOf(flag.Kind, flag.Values)
				b.WriteString(" -r" + fishValue(v))
			}
			fmt.Fprintf(&b, " -d %s\n", fishQuote(brief(flag)))
		}
	}
	return b.String()
}

// fishValue returns the options that complete a value; without known values nothing is completed.
func fishValue(v value) string {
	switch {
	case v.folders:
		return " -f -a '(__fish_complete_directories)'"
	case v.files && len(v.patterns) > 0:
		return " -k -f -a '(__fish_complete_suffix " + strings.ReplaceAll(strings.Join(v.patterns, " "), "*", "") + ")'"
	case v.files:
		return " -F"
	case len(v.words) > 0:
		return " -f -a " + fishQuote(strings.Join(v.words, " "))
	}
	return " -f"
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

const fishScript = `# fish completion for wspipe, made by: wspipe completion fish

# Tells whether the command is this one; without a name, whether there is none yet.
function __wspipe_is
	set -l typed (commandline -opc)
	if test (count $argv) -eq 0
		test (count $typed) -eq 1
		return
	end
	test (count $typed) -gt 1; and test "$typed[2]" = "$argv[1]"
end

complete -c wspipe -f
`
