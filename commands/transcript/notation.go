package transcript

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Notation is a message as it stands in a line, after > or <.
func Notation(t codec.Type, payload []byte) string { return Escape(matcher.Show(t, payload)) }

// Escape makes a notation one that has no values in it.
func Escape(notation string) string { return strings.ReplaceAll(notation, "${", "$${") }
