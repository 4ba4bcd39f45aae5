package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/commands/terminal/cells"
)

// line is a text with a cursor. As far as keys move it, the cursor is always between clusters.
type line struct {
	text string
	at   int
}

func (l *line) insert(s string) {
	l.text = l.text[:l.at] + s + l.text[l.at:]
	l.at += len(s)
}

// cut deletes the text between two places, and leaves the cursor there.
func (l *line) cut(from, to int) string {
	gone := l.text[from:to]
	l.text = l.text[:from] + l.text[to:]
	l.at = from
	return gone
}

// left returns the place one cluster to the left. Clusters can't be recognized backwards, so it starts from a place
// that is certainly a boundary: after the last newline, or between two ASCII characters.
func (l *line) left() int {
	if l.at == 0 {
		return 0
	}
	place := l.at
	for place--; place > 0 && !boundary(l.text, place); place-- {
	}
	before := place
	for c := range cells.All(l.text[place:]) {
		if place >= l.at {
			break
		}
		before = place
		place += len(c.Text)
	}
	return before
}

// boundary reports whether no cluster can span a place: both its neighbours are ASCII, and the first isn't a CR.
func boundary(text string, place int) bool {
	before, after := text[place-1], text[place]
	return before < utf8.RuneSelf && after < utf8.RuneSelf && before != '\r'
}

// right returns the place one cluster to the right.
func (l *line) right() int {
	for c := range cells.All(l.text[l.at:]) {
		return l.at + len(c.Text)
	}
	return l.at
}

// wordLeft returns where the previous word begins; is reports whether a character belongs to words.
func (l *line) wordLeft(is func(rune) bool) int {
	place := l.at
	for _, within := range []bool{false, true} {
		for place > 0 {
			r, size := utf8.DecodeLastRuneInString(l.text[:place])
			if is(r) != within {
				break
			}
			place -= size
		}
	}
	return place
}

// wordRight returns where the next word ends.
func (l *line) wordRight() int {
	place := l.at
	for _, within := range []bool{false, true} {
		for place < len(l.text) {
			r, size := utf8.DecodeRuneInString(l.text[place:])
			if inWord(r) != within {
				break
			}
			place += size
		}
	}
	return place
}

// inWord includes marks, so that no cluster is cut.
func inWord(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.N, unicode.M)
}

func noBlank(r rune) bool { return !unicode.IsSpace(r) }

// rowStart and rowEnd return the bounds of the cursor's row.
func (l *line) rowStart() int { return strings.LastIndexByte(l.text[:l.at], '\n') + 1 }

func (l *line) rowEnd() int {
	if i := strings.IndexByte(l.text[l.at:], '\n'); i >= 0 {
		return l.at + i
	}
	return len(l.text)
}

// up and down move to the row above or below, if there is one, in the same column.
func (l *line) up() bool {
	start := l.rowStart()
	if start == 0 {
		return false
	}
	column := cells.Width(l.text[start:l.at])
	l.at = start - 1
	l.toColumn(column)
	return true
}

func (l *line) down() bool {
	end := l.rowEnd()
	if end == len(l.text) {
		return false
	}
	column := cells.Width(l.text[l.rowStart():l.at])
	l.at = end + 1
	l.toColumn(column)
	return true
}

func (l *line) toColumn(column int) {
	l.at = l.rowStart()
	for c := range cells.All(l.text[l.at:l.rowEnd()]) {
		if column -= c.Width; column < 0 {
			break
		}
		l.at += len(c.Text)
	}
}
