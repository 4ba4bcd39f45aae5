package flags

import (
	"cmp"

	"wspipe/commands/status"
)

// contradiction returns an error if flags are given that exclude one another.
func contradiction(all []*Flag) error {
	first := map[Choice]*Flag{}
	for _, flag := range all {
		if flag.OneOf == "" || !flag.Field.holds() {
			continue
		}
		other := cmp.Or(first[flag.OneOf], flag)
		if other == flag {
			first[flag.OneOf] = flag
			continue
		}
		hint := ""
		if flag.OneOf == formats {
			hint = "; --input and --output name one direction each"
		}
		return status.Usagef("%s and %s contradict each other%s", other.shown(), flag.shown(), hint)
	}
	return nil
}

// Lacks returns an error if the flag is of another one that isn't among those given.
func (f *Flag) Lacks(given func(name string) bool) error {
	if f.Of == "" || given(f.Of) {
		return nil
	}
	meant := ""
	if f.Meant != "" {
		meant = " (" + f.Meant + ")"
	}
	return status.Usagef("%s is for --%s, which is not given%s", f.shown(), f.Of, meant)
}

// of makes flags those of the one with that name.
func of(name string, all []*Flag) []*Flag {
	for _, flag := range all {
		flag.Of = name
	}
	return all
}

// firstOf runs the steps in order, up to the first error.
func firstOf(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
