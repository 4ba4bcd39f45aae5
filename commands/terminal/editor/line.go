package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/commands/terminal/cells"
)

// line is a text and a place in it. A place always stands between clusters, as far as the keys move it.
type line struct {
	text string
	at   int
}

func (l *line) insert(s string) {
	l.text = l.text[:l.at] + s + l.text[l.at:]
	l.at += len(s)
}

// cut takes out what is between two places, and stands there then.
func (l *line) cut(from, to int) string {
	gone := l.text[from:to]
	l.text = l.text[:from] + l.text[to:]
	l.at = from
	return gone
}

// left is the place one cluster before. Clusters can't be told from behind, so it looks from a place that is one for
// sure: behind the last newline, or where two characters of ASCII meet.
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

// boundary tells whether no cluster can reach over a place: both its neighbours are printable ASCII, or a newline.
func boundary(text string, place int) bool {
	before, after := text[place-1], text[place]
	return before < utf8.RuneSelf && after < utf8.RuneSelf && before != '\r'
}

// right is the place one cluster behind.
func (l *line) right() int {
	for c := range cells.All(l.text[l.at:]) {
		return l.at + len(c.Text)
	}
	return l.at
}

// wordLeft is where the word before begins, as is tells of what is in words.
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

// wordRight is where the word behind ends.
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

// inWord also takes marks, so that no cluster is cut.
func inWord(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.N, unicode.M)
}

func noBlank(r rune) bool { return !unicode.IsSpace(r) }

// rowStart and rowEnd are those of the row at this place.
func (l *line) rowStart() int { return strings.LastIndexByte(l.text[:l.at], '\n') + 1 }

func (l *line) rowEnd() int {
	if i := strings.IndexByte(l.text[l.at:], '\n'); i >= 0 {
		return l.at + i
	}
	return len(l.text)
}

// up and down go to the row above or below, if there is one, and stay in the column.
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
