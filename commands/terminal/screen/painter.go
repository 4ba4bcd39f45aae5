// Package screen shows output, and beneath it a line that is being typed, on a terminal that scrolls. It never erases
// output, and never mixes the line with it.
package screen

import (
	"bytes"
	"fmt"
)

// Control sequences.
const (
	beginSync  = "\x1b[?2026h"
	endSync    = "\x1b[?2026l"
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	noWrap     = "\x1b[?7l"
	wrap       = "\x1b[?7h"
	eraseRight = "\x1b[K"
	eraseBelow = "\x1b[J"
	dim        = "2"
)

// Reset repairs what an interrupted frame may have left.
const Reset = "\x1b[0m" + wrap + showCursor + endSync

func styled(style, text string) string {
	if style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// Painter builds frames. Each is written at once, but wherever writing stops, the whole line is on the screen: output
// is inserted above it, in rows that push it down.
type Painter struct {
	// Reflows means that the terminal rewraps its contents when its width changes.
	Reflows bool

	width, height int
	live          Live
	painted       layout // on the screen now; no rows if nothing is
	stale         bool   // the terminal has been resized since
	forgotten     bool   // the line may still be in the cursor's row
}

// Resize sets the terminal's size. It must be called before the first frame.
func (p *Painter) Resize(width, height int) {
	width, height = max(1, width), max(1, height)
	if width == p.width && height == p.height {
		return
	}
	if p.painted.rows > 0 {
		if p.Reflows && width != p.width {
			p.painted.cursor.row = p.reflowed(width)
		}
		p.painted.cursor.row = min(p.painted.cursor.row, height-1)
		p.stale = true
	}
	p.width, p.height = width, height
}

// reflowed returns the row of the cursor after the terminal has rewrapped the line.
func (p *Painter) reflowed(width int) int {
	shown := p.live
	if shown.Text = shown.Text[p.painted.start:]; p.painted.start > 0 {
		shown.Mark = ""
	}
	shown.Cursor = max(0, shown.Cursor-p.painted.start)
	_, cursor := shown.measure(width)
	return cursor.row
}

// Frame prints rows, which each end with a newline and are no wider than the terminal, and shows live beneath them.
func (p *Painter) Frame(rows []byte, live Live) []byte {
	same := p.painted.rows > 0 && !p.stale && p.live.equal(live)
	if len(rows) == 0 && same {
		return nil
	}
	b := []byte(beginSync + hideCursor)
	if p.stale {
		b = p.erase(b)
	}
	if p.forgotten {
		p.forgotten = false
		b = append(append(b, '\r'), eraseBelow...)
	}
	if len(rows) > 0 {
		b = p.print(b, rows)
		same = same && p.painted.rows > 0
	}
	if !same {
		b = p.paint(b, live)
	}
	return append(b, showCursor+endSync...)
}

// Away prints rows and removes the line. It leaves the cursor at the beginning of an empty row.
func (p *Painter) Away(rows []byte) []byte {
	b := []byte(beginSync)
	if p.painted.rows > 0 {
		b = p.erase(b)
	}
	if len(rows) > 0 {
		b = p.print(b, rows)
	}
	return append(b, Reset...)
}

// Bare prints rows when the contents of the cursor's row are unknown.
func (p *Painter) Bare(rows []byte) []byte {
	if len(rows) == 0 {
		return nil
	}
	return p.Away(append([]byte("\n"), rows...))
}

// Forget is called when another program has written to the terminal, so its contents are unknown. The line will be
// repainted in the row of the cursor, where it may still be: the program may have written nothing.
func (p *Painter) Forget() {
	p.forgotten = p.forgotten || p.painted.rows > 0
	p.painted, p.stale = layout{}, false
}

// Clear empties the screen and shows live at its top.
func (p *Painter) Clear(live Live) []byte {
	p.painted, p.stale, p.forgotten = layout{}, false, false
	b := p.paint([]byte(beginSync+hideCursor+"\x1b[H\x1b[2J"), live)
	return append(b, showCursor+endSync...)
}

// erase removes the line, and moves the cursor to where it began.
func (p *Painter) erase(b []byte) []byte {
	b = append(up(append(b, '\r'), p.painted.cursor.row), eraseBelow...)
	p.painted, p.stale = layout{}, false
	return b
}

// print inserts rows above the line. It leaves the cursor at its place in the line, if the line is still there.
func (p *Painter) print(b, rows []byte) []byte {
	room := p.height - p.painted.rows
	if p.painted.rows > 0 && room < 1 {
		b = p.erase(b)
	}
	b = append(b, noWrap...)
	if p.painted.rows == 0 {
		b = appendRows(b, rows)
		return append(b, wrap...)
	}
	for len(rows) > 0 {
		n, size := head(rows, room)
		b = p.insert(b, rows[:size], n)
		rows = rows[size:]
	}
	return append(b, wrap...)
}

// insert makes room beneath the line, pushes the line down, and fills the rows above it.
func (p *Painter) insert(b, rows []byte, n int) []byte {
	r := p.painted
	b = down(append(b, '\r'), r.rows-1-r.cursor.row)
	b = append(b, bytes.Repeat([]byte{'\n'}, n)...)
	b = up(append(b, '\r'), r.rows-1+n)
	b = fmt.Appendf(b, "\x1b[%dL", n)
	b = appendRows(b, rows)
	return p.toCursor(b, 0)
}

// head returns the number of rows, up to most, and their size in bytes.
func head(rows []byte, most int) (n, size int) {
	for n < most && size < len(rows) {
		size += bytes.IndexByte(rows[size:], '\n') + 1
		n++
	}
	return n, size
}

func appendRows(b, rows []byte) []byte {
	for len(rows) > 0 {
		end := bytes.IndexByte(rows, '\n')
		b = append(append(b, rows[:end]...), "\r\n"...)
		rows = rows[end+1:]
	}
	return b
}

// paint writes the line over whatever is there.
func (p *Painter) paint(b []byte, live Live) []byte {
	b = up(append(b, '\r'), p.painted.cursor.row)
	p.live, p.painted = live, p.layout(live)
	b = append(b, p.painted.out...)
	b = p.toCursor(b, p.painted.end)
	p.painted.out = nil
	return b
}

// toCursor moves from a row of the line to its cursor. If terminals disagree on where that is, it rewrites the row up
// to the cursor.
func (p *Painter) toCursor(b []byte, from int) []byte {
	to := p.painted.cursor
	b = append(b, '\r')
	b = down(up(b, from-to.row), to.row-from)
	if p.painted.unsure {
		return append(b, p.painted.before...)
	}
	if to.column > 0 {
		b = fmt.Appendf(b, "\x1b[%dC", to.column)
	}
	return b
}

func up(b []byte, n int) []byte {
	if n <= 0 {
		return b
	}
	return fmt.Appendf(b, "\x1b[%dA", n)
}

func down(b []byte, n int) []byte {
	if n <= 0 {
		return b
	}
	return fmt.Appendf(b, "\x1b[%dB", n)
}
