package results

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/status"
)

// shown returns text in one line of limited length.
func shown(text string) string { return oneLine(status.Cut(text)) }

// oneLine replaces everything that might count as the end of a line with a blank. It makes control
// characters visible, and replaces what XML can't represent.
func oneLine(text string) string {
	oneLine := strings.NewReplacer("\t", " ", "\n", " ", "\v", " ", "\f", " ", "\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(text)
	return strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(codec.Visible(oneLine))
}
