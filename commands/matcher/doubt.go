package matcher

import (
	"fmt"
	"strings"

	"wspipe/commands/guess"
)

// Doubt returns what to tell a person about a TEXT that begins nearly like another kind, and "" for
// any other matcher.
func Doubt(text string) string {
	word, _, found := strings.Cut(text, ": ")
	if !found || kindOf(text) != nil {
		return ""
	}
	meant := map[string]string{"regex": "/REGEX/"}
	words := []string{"regex"}
	for _, k := range kinds() {
		if name, isWord := strings.CutSuffix(k.mark, ":"); isWord {
			meant[name] = k.mark
			words = append(words, name)
		}
	}
	nearest := guess.Nearest(word, words)
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf("no matcher is called %s: it is taken as text (%s?)", word, meant[nearest])
}
