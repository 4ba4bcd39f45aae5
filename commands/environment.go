package commands

import (
	"slices"
	"strconv"
	"strings"

	"wspipe/commands/flags"
)

// environment adds flags from the environment that the command line doesn't set.
func (u *understanding) environment(lookup func(string) (string, bool)) error {
	onLine := slices.Clone(u.given)
	for _, flag := range u.command.Flags {
		value, ok := lookup(flag.Variable())
		if !ok || value == "" || flag.NoVariable || decided(flag, onLine) {
			continue
		}
		for _, v := range valuesOf(flag, value) {
			if err := u.add(flag, flag.Variable(), v); err != nil {
				return err
			}
		}
	}
	return u.lacking(onLine)
}

// lacking rejects a flag on the command line that does nothing without another one, which may come
// from the environment. A variable is no mistake: it may be meant for other commands.
func (u *understanding) lacking(onLine []given) error {
	for _, g := range onLine {
		err := g.flag.Lacks(func(name string) bool {
			return slices.ContainsFunc(u.given, func(other given) bool { return other.flag.Name == name })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// valuesOf splits a variable into the values of a flag.
func valuesOf(flag *flags.Flag, value string) []string {
	if flag.IsRepeatable() {
		return strings.Split(strings.TrimRight(value, "\n"), "\n")
	}
	if times, err := strconv.Atoi(value); err == nil && flag.IsCounted() {
		return slices.Repeat([]string{"true"}, max(0, times))
	}
	return []string{value}
}

// decided reports whether the command line has the flag, or another of its choice.
func decided(flag *flags.Flag, onLine []given) bool {
	return slices.ContainsFunc(onLine, func(other given) bool {
		return other.flag == flag || flag.OneOf != "" && other.flag.OneOf == flag.OneOf
	})
}
