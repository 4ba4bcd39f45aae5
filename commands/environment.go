package commands

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"wspipe/commands/flags"
)

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
