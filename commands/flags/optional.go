package flags

import "github.com/urfave/cli/v2"

// optionalValue is that of a flag which may stand alone: --flag or
// --flag=VALUE, and never --flag VALUE. It implements cli.Generic.
type optionalValue struct{ value string }

func (v *optionalValue) Set(text string) error {
	v.value = text
	return nil
}

func (v *optionalValue) String() string { return "" }

// HasOptionalValue tells a flag that may stand alone.
func HasOptionalValue(flag cli.Flag) bool {
	f, ok := flag.(*cli.GenericFlag)
	if !ok {
		return false
	}
	_, ok = f.Value.(*optionalValue)
	return ok
}
