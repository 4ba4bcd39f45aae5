package transcript

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Notation returns a message as it is written in a line, after > or <.
func Notation(t codec.Type, payload []byte) string { return Escape(matcher.Show(t, payload)) }

// Escape escapes a notation so that it has no values in it.
func Escape(notation string) string { return strings.ReplaceAll(notation, "${", "$${") }
