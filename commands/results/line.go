package results

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/status"
)

// shown is a text in one line that isn't too long.
func shown(text string) string { return oneLine(status.Cut(text)) }

// oneLine makes blanks of whatever anybody takes for the end of a line. What
// steers terminals is shown, and what XML has no place for is replaced.
func oneLine(text string) string {
	oneLine := strings.NewReplacer("\t", " ", "\n", " ", "\v", " ", "\f", " ", "\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(text)
	return strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(codec.Visible(oneLine))
}
