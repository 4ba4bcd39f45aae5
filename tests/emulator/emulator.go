// Package emulator is a terminal for tests: bytes go in, and what a person would see can be queried. It implements
// what wspipe uses, and what other programs do that wspipe must never do. It reports anything else in Foreign.
package emulator

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Emulator is a terminal of some size. The zero value isn't usable.
type Emulator struct {
	// Naive means that the terminal doesn't know which characters belong together.
	Naive bool
	// Reflows means that the terminal rewraps its contents when its width changes.
	Reflows bool
	// Foreign lists the unknown sequences that it has received.
	Foreign []string

	width, height int
	rows          []row // of the screen
	above         []row // that have scrolled away
	row, column   int
	full          bool // the cursor waits after the last cell
	noWrap        bool
	modes         map[string]bool
	pending       []byte
	last          *cell
}

type cell struct {
	text  string // "" is the second half of a wide character
	width int
}

type row struct {
	cells   []cell
	wrapped bool // continues in the next row
}

// New returns a terminal with an empty screen.
func New(width, height int) *Emulator {
	e := &Emulator{width: width, height: height, modes: map[string]bool{}}
	for range height {
		e.rows = append(e.rows, e.blank())
	}
	return e
}

func (e *Emulator) blank() row {
	r := row{cells: make([]cell, e.width)}
	for i := range r.cells {
		r.cells[i] = cell{" ", 1}
	}
	return r
}

// Write accepts bytes, split anywhere. It never fails.
func (e *Emulator) Write(b []byte) (int, error) {
	e.pending = append(e.pending, b...)
	for len(e.pending) > 0 {
		n := e.step()
		if n == 0 {
			break
		}
		e.pending = e.pending[n:]
	}
	return len(b), nil
}

func (e *Emulator) step() int {
	switch c := e.pending[0]; {
	case c == 0x1b:
		return e.escape()
	case c == '\r':
		e.column, e.full = 0, false
	case c == '\n':
		e.down()
	case c < ' ' || c == 0x7f:
		e.Foreign = append(e.Foreign, fmt.Sprintf("%q", c))
	case !utf8.FullRune(e.pending):
		return 0
	default:
		return e.print()
	}
	return 1
}

// print prints one character, or what belongs to the previous one.
func (e *Emulator) print() int {
	r, size := utf8.DecodeRune(e.pending)
	text := string(e.pending[:size])
	if r == utf8.RuneError && size == 1 || r >= 0x80 && r < 0xa0 {
		e.Foreign = append(e.Foreign, fmt.Sprintf("%q", text))
	}
	if e.joins(text) {
		return size
	}
	if width := displaywidth.String(text); width > 0 {
		e.put(cell{text, width})
	} else if e.last != nil {
		e.last.text += text
	}
	return size
}

// joins appends text to the previous character if they belong together.
func (e *Emulator) joins(text string) bool {
	if e.Naive || e.last == nil || text[0] < 0x80 {
		return false
	}
	g := displaywidth.StringGraphemes(e.last.text + text)
	if g.Next(); g.Value() != e.last.text+text || g.Width() < e.last.width {
		return false
	}
	e.last.text += text
	if g.Width() > e.last.width && e.column < e.width && !e.full { // widened by VS16
		e.last.width = g.Width()
		e.rows[e.row].cells[e.column] = cell{}
		e.advance(1)
	}
	return true
}

func (e *Emulator) put(c cell) {
	if e.full || e.column+c.width > e.width {
		if e.noWrap {
			e.column = max(0, e.width-c.width)
		} else {
			e.rows[e.row].wrapped = true
			e.column = 0
			e.down()
		}
		e.full = false
	}
	cells := e.rows[e.row].cells
	e.split(cells, e.column)
	e.split(cells, e.column+c.width)
	cells[e.column] = c
	e.last = &cells[e.column]
	for i := 1; i < c.width && e.column+i < e.width; i++ {
		cells[e.column+i] = cell{}
	}
	e.advance(c.width)
}

// split blanks a wide character that is about to lose one half.
func (e *Emulator) split(cells []cell, column int) {
	if column > 0 && column < len(cells) && cells[column].text == "" {
		cells[column-1], cells[column] = cell{" ", 1}, cell{" ", 1}
	}
}

func (e *Emulator) advance(n int) {
	if e.column += n; e.column >= e.width {
		e.column, e.full = e.width-1, true
	}
}

// down moves to the next row, and scrolls at the last one.
func (e *Emulator) down() {
	e.full, e.last = false, nil
	if e.row < e.height-1 {
		e.row++
		return
	}
	e.above = append(e.above, e.rows[0])
	e.rows = append(e.rows[1:], e.blank())
}

// Screen returns the visible text, without blanks at the ends of rows and without empty rows at the end.
func (e *Emulator) Screen() string { return seen(e.rows) }

// All returns everything printed since the beginning: what has scrolled away, and the screen.
func (e *Emulator) All() string { return seen(append(append([]row(nil), e.above...), e.rows...)) }

// Cursor returns the cursor's place on the screen.
func (e *Emulator) Cursor() (row, column int) { return e.row, e.column }

// Row returns one row of the screen.
func (e *Emulator) Row(i int) string { return e.rows[i].String() }

// Mode reports whether a private mode is set: "2004" for bracketed paste.
func (e *Emulator) Mode(name string) bool { return e.modes[name] }

// Wraps reports whether a line that is too long continues in the next row.
func (e *Emulator) Wraps() bool { return !e.noWrap }

func seen(rows []row) string {
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = r.String()
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func (r row) String() string {
	var b strings.Builder
	for _, c := range r.cells {
		b.WriteString(c.text)
	}
	return strings.TrimRight(b.String(), " ")
}

// Full reports whether the cursor waits after the last cell of its row.
func (e *Emulator) Full() bool { return e.full }
