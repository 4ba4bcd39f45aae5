// Package completion generates scripts that complete wspipe's command line in shells, from the
// tables of commands and flags. The scripts are static: they run no program, and evaluate nothing
// on the line.
package completion

import (
	"slices"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/matcher"
)

// Shells returns the shells for which there is a script.
func Shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

// Script returns a script that completes these commands in a shell.
func Script(shell string, commands []manual.Command, topics []string) (script string, ok bool) {
	commands = withHelp(withAliases(commands), topics)
	switch shell {
	case "bash":
		return bash(commands), true
	case "zsh":
		return zsh(commands), true
	case "fish":
		return fish(commands), true
	case "powershell":
		return powershell(commands), true
	}
	return "", false
}

// withAliases adds the other names of flags as flags.
func withAliases(commands []manual.Command) []manual.Command {
	commands = slices.Clone(commands)
	for i, c := range commands {
		c.Flags = slices.Clone(c.Flags)
		for _, flag := range commands[i].Flags {
			for _, alias := range flag.Aliases {
				other := *flag
				other.Name, other.Short = alias.Name, ""
				if alias.Value != "" {
					other.Field = &flags.Switch{}
				}
				c.Flags = append(c.Flags, &other)
			}
		}
		commands[i] = c
	}
	return commands
}

// withHelp makes help take commands and topics.
func withHelp(commands []manual.Command, topics []string) []manual.Command {
	commands = slices.Clone(commands)
	words := slices.Clone(topics)
	for _, c := range commands {
		words = append(words, c.Name)
	}
	for i := range commands {
		if commands[i].Name == "help" {
			commands[i].Takes, commands[i].Values = flags.Enum, words
		}
	}
	return commands
}

// value describes how to complete a word: with words, files or folders.
type value struct {
	words    []string
	files    bool
	patterns []string // for file names; none: all
	folders  bool
}

// valueOf returns how to complete a flag's value, or an argument. A word for which open returns
// true is incomplete.
func valueOf(kind flags.Kind, values []string) value {
	switch kind {
	case flags.File:
		return value{files: true, patterns: values}
	case flags.Folder:
		return value{folders: true}
	case flags.Matcher:
		return value{words: slices.DeleteFunc(matcher.Marks(), func(mark string) bool { return !open(mark) || len(mark) == 1 })}
	case flags.Length:
		return value{words: []string{"500ms", "1s", "5s", "30s", "1m"}}
	case flags.Size:
		return value{words: []string{"64k", "1M", "100M", "1G"}}
	case flags.Code:
		return value{words: []string{"1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "1012", "1013", "1014", "3000", "4000"}}
	case flags.Header:
		return value{words: []string{"Accept-Language:", "Authorization:", "Cookie:", "Host:", "Origin:", "User-Agent:", "X-Api-Key:"}}
	case flags.Address:
		if len(values) == 0 {
			return value{words: []string{"http://", "https://"}}
		}
	case flags.Word, flags.Enum, flags.Count, flags.Command:
	}
	return value{words: values}
}

// open reports whether more has to follow a word.
func open(word string) bool { return word != "" && strings.ContainsAny(word[len(word)-1:], ":=/") }

// names returns the forms in which a flag is typed.
func names(flag *flags.Flag) []string {
	all := []string{"--" + flag.Name}
	if flag.Short != "" {
		all = append(all, "-"+flag.Short)
	}
	return all
}

// brief returns the description of a flag for a list: its Brief, or its Usage up to the first semicolon.
func brief(flag *flags.Flag) string {
	text := flag.Brief
	if text == "" {
		text, _, _ = strings.Cut(strings.ReplaceAll(flag.Usage, "`", ""), ";")
	}
	return text
}
