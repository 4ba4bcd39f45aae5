// Package cells says how text looks on a terminal: which characters belong together, how many cells they take, and what
// is shown instead of those that would steer the terminal or reorder what is read.
package cells

import (
	"iter"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"wspipe/codec"
)

// Cluster is what a reader takes for one character.
type Cluster struct {
	Text  string // as it is
	Shown string // what a terminal may be sent; nothing for a newline and a tab
	Width int    // in cells
	// Most is what it takes on a terminal that doesn't know that its characters belong together.
	Most int
}

// IsTab and IsNewline tell of the two characters that have no width of their own.
func (c Cluster) IsTab() bool { return c.Text == "\t" }

// IsNewline tells of the end of a line.
func (c Cluster) IsNewline() bool { return c.Text == "\n" }

// All are the clusters of a text.
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

// simple tells whether a text begins with a printable character of ASCII that nothing combines with.
func simple(text string) bool {
	return ' ' <= text[0] && text[0] <= '~' && (len(text) == 1 || text[1] < utf8.RuneSelf)
}

func cluster(text string, width int) Cluster {
	if text[0] == '\n' || text[0] == '\t' {
		return Cluster{Text: text[:1]}
	}
	size, most := whole(text)
	if size == 0 {
		_, size = utf8.DecodeRuneInString(text)
		shown := codec.Visible(text[:size])
		return Cluster{text[:size], shown, len(shown), len(shown)}
	}
	if size < len(text) {
		text = text[:size]
		width = displaywidth.String(text)
	}
	return Cluster{text, text, width, max(width, most)}
}

// widest is the width from which on a cluster isn't taken for one: a family has four members.
const widest = 16

// whole is how much of a cluster can be shown as it is: up to what codec escapes, but for a joiner between emoji.
func whole(text string) (size, most int) {
	var before rune
	for size < len(text) {
		r, n := utf8.DecodeRuneInString(text[size:])
		part := text[size : size+n]
		joins := r == joiner && isEmoji(before) && isEmoji(following(text[size+n:]))
		if !joins && codec.Visible(part) != part || most >= widest {
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

// width is of one character.
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

// isPresentation tells of what may stand between an emoji and a joiner: how it is presented, and in which colour.
func isPresentation(r rune) bool {
	return r == '\ufe0e' || r == '\ufe0f' || 0x1f3fb <= r && r <= 0x1f3ff
}

func isEmoji(r rune) bool {
	return 0x1f000 <= r && r <= 0x1faff || r > 0xff && r != utf8.RuneError && unicode.In(r, unicode.So, unicode.Sm)
}

// Visible is a text with what would steer a terminal escaped. Tabs and newlines are left.
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

// Width is how many cells a text takes that has neither tabs nor newlines.
func Width(text string) int {
	width := 0
	for c := range All(text) {
		width += c.Width
	}
	return width
}
