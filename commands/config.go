package commands

import (
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/status"
)

// config inserts the flags of a file in place of the flag that names it.
func (u *understanding) config(shown, file string) error {
	if u.file != "" {
		return status.Usagef("a file of flags can't name another one")
	}
	lines, err := flags.ReadConfig(file)
	if err != nil {
		if status.Is[*status.UsageError](err) {
			return err
		}
		return status.Usagef("%s: %w", shown, err)
	}
	u.file = file
	defer func() { u.file = "" }()
	for _, line := range lines {
		if err := u.configured(line); err != nil {
			return status.Usagef("%s, line %d: %w", file, line.Number, err)
		}
	}
	return nil
}

func (u *understanding) configured(line flags.ConfigLine) error {
	name, long := strings.CutPrefix(line.Name, "--")
	switch {
	case long && name == "silent":
		return status.Usagef("--silent: there is no progress to silence: leave it out")
	case long && line.HasValue:
		name += "=" + line.Value
		fallthrough
	case long:
		_, err := u.long(name, nil)
		return err
	}
	var values []string
	if line.HasValue {
		values = []string{line.Value}
	}
	left, err := u.short(line.Name[1:], values)
	if err == nil && len(left) > 0 {
		return status.Usagef("%s takes no value", line.Name)
	}
	return err
}

// meansCurls rejects names in a file that mean something else in curl.
func (u *understanding) meansCurls(shown, name string) error {
	if u.file == "" {
		return nil
	}
	switch name {
	case "s", "o", "n", "q", "0", "D", "json", "output", "raw":
		return status.Usagef("%s means something else to curl", shown)
	}
	return nil
}
