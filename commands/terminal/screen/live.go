package screen

import (
	"slices"

	"wspipe/commands/terminal/cells"
)

// Live is the changing part beneath everything printed: the line being typed, and hints below it.
type Live struct {
	Mark   string // before the text; printable ASCII
	Style  string // of the mark, as the parameters of SGR: "36"
	Text   string
	Cursor int      // byte offset in Text
	Hints  []string // one row each; cut if too long
}

func (l Live) equal(other Live) bool {
	return l.Mark == other.Mark && l.Style == other.Style && l.Cursor == other.Cursor && l.Text == other.Text && slices.Equal(l.Hints, other.Hints)
}

// indent is the indentation of a text's rows after the first.
const indent = 2

// narrowest is the smallest width of a terminal with room for marks.
const narrowest = 4

// place is a cell. A column equal to the width is after the last cell.
type place struct{ row, column int }

// piece is something that a terminal keeps in one row.
type piece struct {
	offset  int // in the text
	shown   string
	width   int
	plain   bool // each of its bytes is a cell and a byte of the text
	newline bool
	unsure  bool // terminals disagree on how wide it is
}

// flow follows a text as a terminal wraps it.
type flow struct {
	place
	width  int
	offset int
	visit  func(place, piece)
}

// text calls visit with the place of each piece of a text, and returns the place of its end.
func (f *flow) text(text string) place {
	for f.offset < len(text) {
		rest := text[f.offset:]
		if n := cells.PlainRun(rest); n > 0 {
			f.run(rest[:n])
			continue
		}
		for c := range cells.All(rest) {
			f.cluster(c)
			f.offset += len(c.Text)
			break
		}
	}
	return f.place
}

// run places plain characters.
func (f *flow) run(text string) {
	for len(text) > 0 {
		n := min(len(text), f.width-f.column)
		if n <= 0 {
			f.place = place{f.row + 1, 0}
			continue
		}
		f.put(piece{shown: text[:n], width: n, plain: true})
		f.offset += n
		text = text[n:]
	}
}

func (f *flow) cluster(c cells.Cluster) {
	switch {
	case c.IsNewline():
		f.visit(f.place, piece{offset: f.offset, newline: true})
		f.place = place{f.row + 1, indentIn(f.width)}
	case c.IsTab():
		f.characters("        "[:cells.TabWidth-f.column%cells.TabWidth])
	case c.Shown != c.Text:
		f.characters(c.Shown)
	case c.Width > f.width:
		f.characters("?")
	default:
		f.put(piece{shown: c.Shown, width: c.Width, unsure: c.Most != c.Width})
	}
}

// characters places the characters shown in place of a cluster.
func (f *flow) characters(shown string) {
	for i := range len(shown) {
		f.put(piece{shown: shown[i : i+1], width: 1})
	}
}

func (f *flow) put(p piece) {
	p.offset = f.offset
	if f.column+p.width > f.width {
		f.place = place{f.row + 1, 0}
	}
	f.visit(f.place, p)
	f.column += p.width
}

// holds reports whether a cursor is in a piece or before it, and at which cell of it.
func (p piece) holds(cursor int) (cell int, yes bool) {
	if p.plain && cursor > p.offset {
		return cursor - p.offset, cursor < p.offset+len(p.shown)
	}
	return 0, p.offset >= cursor
}

func indentIn(width int) int {
	if width < narrowest {
		return 0
	}
	return indent
}

// measure returns the number of rows of a line, and the place of its cursor.
func (l Live) measure(width int) (rows int, cursor place) {
	found := false
	f := flow{place: place{0, len(l.mark(width))}, width: width, visit: func(at place, p piece) {
		if cell, yes := p.holds(l.Cursor); yes && !found {
			cursor, found = place{at.row, at.column + cell}, true
		}
	}}
	end := f.text(l.Text)
	if end.column >= width {
		end = place{end.row + 1, 0}
	}
	if !found {
		cursor = end
	}
	cursor.column = min(cursor.column, width-1)
	return end.row + 1, cursor
}

func (l Live) mark(width int) string {
	if width < narrowest {
		return ""
	}
	return l.Mark
}
