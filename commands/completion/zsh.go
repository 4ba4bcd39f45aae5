package completion

import (
	"fmt"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
)

func zsh(commands []manual.Command) string {
	var list, cases strings.Builder
	for _, c := range commands {
		fmt.Fprintf(&list, "\t\t%s\n", quote(c.Name+":"+c.Summary))
		fmt.Fprintf(&cases, "\t%s)\n\t\t_arguments -s -S : \\\n", c.Name)
		for _, flag := range c.Flags {
			fmt.Fprintf(&cases, "\t\t\t%s \\\n", zshFlag(flag))
		}
		fmt.Fprintf(&cases, "\t\t\t%s \\\n\t\t\t%s\n\t\t;;\n", "'(- *)'{-h,--help}'[help]'", quote("*:"+zshText(strings.ToLower(c.Arguments))+":"+zshAction(valueOf(c.Takes, c.Values))))
	}
	return strings.NewReplacer("@COMMANDS@", list.String(), "@CASES@", cases.String()).Replace(zshScript)
}

// zshFlag returns a flag as a specification for _arguments.
func zshFlag(flag *flags.Flag) string {
	long, short := "--"+flag.Name, "-"+flag.Short
	text := "[" + zshText(brief(flag)) + "]"
	if !flag.IsAlone() {
		text += ":" + zshText(manual.Placeholder(flag)) + ":" + zshAction(valueOf(flag.Kind, flag.Values))
		long, short = long+"=", short+"+"
		if !flag.TakesValue() {
			long, text = long+"-", strings.Replace(text, "]:", "]::", 1)
		}
	}
	prefix := "(" + strings.Join(names(flag), " ") + ")"
	if flag.IsRepeatable() || flag.IsCounted() {
		prefix = "*"
	}
	if flag.Short == "" {
		return quote(prefix + long + text)
	}
	return quote(prefix) + "{" + long + "," + short + "}" + quote(text)
}

// zshText escapes the characters that end a text for _arguments.
func zshText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, ":", `\:`).Replace(text)
}

// zshAction returns the action that completes a value. _arguments runs one that begins with a blank
// as it is.
func zshAction(v value) string {
	switch {
	case v.folders:
		return "_files -/"
	case v.files && len(v.patterns) == 1: // in parentheses it would be a qualifier
		return `_files -g "` + v.patterns[0] + `"`
	case v.files && len(v.patterns) > 1:
		return `_files -g "(` + strings.Join(v.patterns, "|") + `)"`
	case v.files:
		return "_files"
	case len(v.words) == 0:
		return " "
	}
	return " _wspipe_words " + zshText(strings.Join(v.words, " "))
}

const zshScript = `#compdef wspipe
# zsh completion for wspipe, made by: wspipe completion zsh

# Words behind which more is to come get no blank.
_wspipe_words() {
	local word
	for word in "$@"; do
		case $word in
		*[:=/]) compadd -S '' -- "$word" ;;
		*) compadd -- "$word" ;;
		esac
	done
}

_wspipe() {
	local -a commands
	commands=(
@COMMANDS@	)
	if (( CURRENT == 2 )); then
		_describe command commands
		return
	fi
	local command=$words[2]
	shift words
	(( CURRENT-- ))
	case $command in
@CASES@	esac
}

if [ "$funcstack[1]" = _wspipe ]; then
	_wspipe "$@"
else
	compdef _wspipe wspipe
fi
`
