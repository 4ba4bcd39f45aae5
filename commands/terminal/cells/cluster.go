// Package cells determines how text looks on a terminal: which characters belong together, how many cells they take, and
// what is shown in place of those that would control the terminal or reorder the text.
package cells

import (
	"fmt"
	"iter"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"wspipe/codec"
)

// Cluster is what a reader sees as one character.
type Cluster struct {
	Text  string // unchanged
	Shown string // safe to send to a terminal; empty for a newline and a tab
	Width int    // in cells
	// Most is the width on a terminal that doesn't join the cluster's characters.
	Most int
}

// IsTab reports whether the cluster is a tab, which has no width of its own.
func (c Cluster) IsTab() bool { return c.Text == "\t" }

// IsNewline reports whether the cluster is a newline.
func (c Cluster) IsNewline() bool { return c.Text == "\n" }

// All returns the clusters of a text.
func All(text string) iter.Seq[Cluster] {
	return func(yield func(Cluster) bool) {
		for len(text) > 0 {
			if simple(text) {
				if !yield(Cluster{text[:1], text[:1], 1, 1}) {
					return
				}
				text = text[1:]
				continue
			}
			g := displaywidth.StringGraphemes(text)
			g.Next()
			c := cluster(g.Value(), g.Width())
			if !yield(c) {
				return
			}
			text = text[len(c.Text):]
		}
	}
}

// PlainRun returns the number of bytes at the beginning of text that are clusters of one cell each: printable ASCII.
func PlainRun(text string) int {
	n := 0
	for n < len(text) && ' ' <= text[n] && text[n] <= '~' {
		n++
	}
	if n > 0 && n < len(text) && text[n] >= utf8.RuneSelf {
		n-- // the next character may combine with it
	}
	return n
}

// simple reports whether text begins with a printable ASCII character that nothing combines with.
func simple(text string) bool {
	return ' ' <= text[0] && text[0] <= '~' && (len(text) == 1 || text[1] < utf8.RuneSelf)
}

func cluster(text string, width int) Cluster {
	if text[0] == '\n' || text[0] == '\t' {
		return Cluster{Text: text[:1]}
	}
	size, most := whole(text)
	if most == 0 { // anything without width is escaped, too
		_, size = utf8.DecodeRuneInString(text)
		shown := escaped(text[:size])
		return Cluster{text[:size], shown, len(shown), len(shown)}
	}
	if size < len(text) {
		text = text[:size]
		width = displaywidth.String(text)
	}
	if width == 0 {
		width = most
	}
	return Cluster{text, text, width, max(width, most)}
}

func escaped(character string) string {
	if shown := codec.Visible(character); shown != character {
		return shown
	}
	r, _ := utf8.DecodeRuneInString(character)
	if r > 0xffff {
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// widest is the width that ends a cluster: a family of emoji has four members.
const widest = 16

// whole returns how much of a cluster can be shown unchanged: everything before the first character that codec escapes,
// except for a joiner between emoji. A mark without a base character would combine with whatever is before it on the
// screen, and a prepended character with whatever is after it. Both are escaped, too.
func whole(text string) (size, most int) {
	var before rune
	for size < len(text) {
		r, n := utf8.DecodeRuneInString(text[size:])
		part := text[size : size+n]
		joins := r == joiner && isEmoji(before) && isEmoji(following(text[size+n:]))
		alone := size == 0 && unicode.Is(unicode.M, r) || mayPrepend(r) && prepends(part, text[size+n:])
		if alone || !joins && codec.Visible(part) != part || most >= widest {
			break
		}
		if !joins {
			most += width(part)
		}
		if !isPresentation(r) {
			before = r
		}
		size += n
	}
	return size, most
}

// mayPrepend is a quick check that excludes most characters.
func mayPrepend(r rune) bool {
	return r == 0x0d4e || 0x110bd <= r && r <= 0x11fff || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// prepends reports whether a character would absorb what follows its cluster.
func prepends(character, rest string) bool {
	if rest != "" && codec.Visible(rest) == rest {
		return false
	}
	g := displaywidth.StringGraphemes(character + " ")
	g.Next()
	return g.Value() != character
}

// width returns the width of one character.
func width(part string) int {
	if part == presentEmoji {
		return 1 // the most that it adds
	}
	return displaywidth.String(part)
}

const (
	joiner       = '\u200d'
	presentEmoji = "\ufe0f"
)

func following(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// isPresentation reports whether r may be between an emoji and a joiner: a variation selector or a skin tone.
func isPresentation(r rune) bool {
	return r == '\ufe0e' || r == '\ufe0f' || 0x1f3fb <= r && r <= 0x1f3ff
}

func isEmoji(r rune) bool {
	return 0x1f000 <= r && r <= 0x1faff || r > 0xff && r != utf8.RuneError && unicode.In(r, unicode.So, unicode.Sm)
}

// Visible escapes everything in a text that would control a terminal, except tabs and newlines.
func Visible(text string) string {
	if codec.Visible(text) == text {
		return text
	}
	var b []byte
	for c := range All(text) {
		if c.Shown == "" {
			b = append(b, c.Text...)
		}
		b = append(b, c.Shown...)
	}
	return string(b)
}

// Width returns the number of cells of a text without tabs and newlines.
func Width(text string) int {
	width := 0
	for c := range All(text) {
		width += c.Width
	}
	return width
}
