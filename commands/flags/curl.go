package flags

import "fmt"

// Accepted returns curl's flags that change nothing here. They are not in the help and have no
// variables.
func Accepted() []*Flag {
	var all []*Flag
	for _, names := range [][2]string{
		{"include", "i"}, {"no-buffer", "N"}, {"show-error", "S"}, {"globoff", "g"}, {"compressed", ""}, {"proxytunnel", "p"},
		{"fail", "f"}, {"no-progress-meter", ""},
	} {
		all = append(all, &Flag{Name: names[0], Short: names[1], NoVariable: true, Field: &Nothing{}})
	}
	return append(all, &Flag{Name: "request", Short: "X", NoVariable: true, Field: &Nothing{only: "GET", because: "by which a WebSocket begins"}})
}

// Nothing is the field of a flag that has no effect, with or without a value.
type Nothing struct {
	field
	only, because string
}

// Set implements Field.
func (n *Nothing) Set(string) error { return nil }

// Check implements Field.
func (n *Nothing) Check(text string) error {
	switch {
	case n.only == "":
		return checkBool(text)
	case text != n.only:
		return fmt.Errorf("not %s, %s", n.only, n.because)
	}
	return nil
}

func (n *Nothing) takes() taking {
	if n.only == "" {
		return never
	}
	return always
}

// IsNothing reports whether the flag is accepted but has no effect.
func (f *Flag) IsNothing() bool {
	_, ok := f.Field.(*Nothing)
	return ok
}
