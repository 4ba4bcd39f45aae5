package results

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"wspipe/codec"
)

// shownBytes is how much of a text a person wants to see in a line.
const shownBytes = 400

// shown is a text in one line that isn't too long.
func shown(text string) string { return oneLine(cut(text, shownBytes)) }

// cut is a text, or the beginning of a long one and how long it is.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:end], len(text))
}

// oneLine makes blanks of whatever anybody takes for the end of a line. What
// steers terminals is shown, and what XML has no place for is replaced.
func oneLine(text string) string {
	oneLine := strings.NewReplacer("\t", " ", "\n", " ", "\v", " ", "\f", " ", "\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(text)
	return strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(codec.Visible(oneLine))
}
