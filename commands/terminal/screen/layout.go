package screen

import (
	"fmt"

	"wspipe/commands/terminal/cells"
)

// layout is a live region ready to be written from the first cell of its first row on.
type layout struct {
	out    []byte
	rows   int
	start  int    // offset in the text of the first row
	cursor place  // within the region
	end    int    // the row where writing it ends
	before []byte // the cursor's row up to the cursor
	unsure bool   // terminals disagree on how wide that is
}

// layout shows as much of a line as fits, around its cursor.
func (p *Painter) layout(live Live) layout {
	hints := live.Hints[:min(len(live.Hints), max(0, p.height-4))]
	rows, cursor := live.measure(p.width)
	room := max(1, p.height-2-len(hints))
	top, bottom := 0, rows
	if rows > room {
		room = max(1, room-1) // for the hint about more rows
		top = min(max(0, cursor.row-room+1), rows-room)
		bottom = top + room
	}
	if bottom < rows && p.height > 2 {
		hints = append([]string{fmt.Sprintf("… %d more rows", rows-bottom)}, hints...)
	}
	l := layout{cursor: place{cursor.row - top, cursor.column}, start: len(live.Text)}
	l.text(live, p.width, top, bottom)
	for _, hint := range hints {
		l.out = append(l.out, "\r\n"...)
		l.out = append(l.out, styled(dim, cells.Cut(hint, p.width-1))...)
		l.out = append(l.out, eraseRight...)
	}
	l.rows = bottom - top + len(hints)
	l.end = l.rows - 1
	if len(hints) > 0 || bottom == rows {
		l.out = append(l.out, eraseBelow...)
	}
	return l
}

// text writes the rows of a line from top up to, but not including, bottom.
func (l *layout) text(live Live, width, top, bottom int) {
	w := rowWriter{layout: l, width: width, sought: live.Cursor, top: top, bottom: bottom}
	mark := live.mark(width)
	if top == 0 {
		w.write(styled(live.Style, mark))
		l.start = 0
	}
	w.at.column = len(mark)
	f := flow{place: w.at, width: width, visit: w.visit}
	end := f.text(live.Text)
	if end.column >= width && w.shown() && w.at.row+1 < bottom {
		w.write(" \r") // a terminal wraps only when the next character is written
		w.begin(place{end.row + 1, 0})
	}
	w.reached(piece{offset: len(live.Text)})
	w.eraseRight() // remove what a longer text left, above hints
}

// rowWriter writes a text row by row as the terminal wraps it.
type rowWriter struct {
	*layout
	width       int
	top, bottom int
	at          place  // after the last thing written
	line        []byte // of this row
	doubtful    bool   // the width of line is uncertain
	sought      int    // the cursor's place in the text
	found       bool
}

func (w *rowWriter) shown() bool { return w.top <= w.at.row && w.at.row < w.bottom }

func (w *rowWriter) write(s string) {
	if w.shown() {
		w.out = append(w.out, s...)
		w.line = append(w.line, s...)
	}
}

func (w *rowWriter) visit(at place, p piece) {
	w.to(at)
	if w.at.row == w.top && w.start > p.offset {
		w.start = p.offset
	}
	w.reached(p)
	if !p.newline {
		w.write(p.shown)
		w.at = place{at.row, at.column + p.width}
		w.doubtful = w.doubtful || p.unsure
		return
	}
	w.eraseRight()
	if w.shown() && w.at.row+1 < w.bottom {
		w.out = append(w.out, "\r\n"...)
	}
	w.begin(place{w.at.row + 1, indentIn(w.width)})
	w.write("  "[:indentIn(w.width)])
}

// to begins the next row when the terminal is about to. It clears cells at the margin into which nothing fitted.
func (w *rowWriter) to(at place) {
	if at.row > w.at.row {
		w.eraseRight()
		w.begin(place{at.row, 0})
	}
}

// eraseRight would also erase the last cell if the row is full, so it does nothing then.
func (w *rowWriter) eraseRight() {
	if w.at.column < w.width {
		w.write(eraseRight)
	}
}

func (w *rowWriter) begin(at place) {
	w.at = at
	w.line, w.doubtful = w.line[:0], false
}

// reached remembers the row up to the cursor.
func (w *rowWriter) reached(p piece) {
	if cell, yes := p.holds(w.sought); yes && !w.found {
		w.found = true
		w.before = append(append([]byte(nil), w.line...), p.shown[:cell]...)
		w.unsure = w.doubtful
	}
}
