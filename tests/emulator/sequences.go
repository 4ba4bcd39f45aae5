package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// escape handles a CSI sequence.
func (e *Emulator) escape() int {
	if len(e.pending) < 2 {
		return 0
	}
	if e.pending[1] != '[' {
		e.Foreign = append(e.Foreign, fmt.Sprintf("%q", e.pending[:2]))
		return 2
	}
	for i := 2; i < len(e.pending); i++ {
		if c := e.pending[i]; c >= '@' && c <= '~' {
			e.sequence(string(e.pending[2:i]), c)
			return i + 1
		}
	}
	return 0
}

func (e *Emulator) sequence(parameters string, final byte) {
	if name, ok := strings.CutPrefix(parameters, "?"); ok && (final == 'h' || final == 'l') {
		e.modes[name] = final == 'h'
		e.noWrap = e.noWrap && name != "7" || name == "7" && final == 'l'
		return
	}
	if final != 'm' {
		e.last = nil
	}
	n, err := strconv.Atoi(parameters)
	if err != nil {
		n = 1
	}
	switch final {
	case 'm':
	case 'A':
		e.row, e.full = max(0, e.row-n), false
	case 'B':
		e.row, e.full = min(e.height-1, e.row+n), false
	case 'C':
		e.column, e.full = min(e.width-1, e.column+n), false
	case 'H':
		e.row, e.column, e.full = 0, 0, false
	case 'K':
		e.eraseRight()
	case 'J':
		e.erase(parameters)
	case 'L':
		e.insert(n)
	default:
		e.Foreign = append(e.Foreign, fmt.Sprintf("ESC [ %s %c", parameters, final))
	}
}

func (e *Emulator) eraseRight() {
	r := &e.rows[e.row]
	r.wrapped = false
	e.split(r.cells, e.column)
	for i := e.column; i < e.width; i++ {
		r.cells[i] = cell{" ", 1}
	}
}

func (e *Emulator) erase(parameters string) {
	from := 0
	if parameters != "2" {
		e.eraseRight()
		from = e.row + 1
	}
	for i := from; i < e.height; i++ {
		e.rows[i] = e.blank()
	}
}

// insert inserts rows at the cursor. Rows that leave the screen at its bottom are lost.
func (e *Emulator) insert(n int) {
	for range min(n, e.height-e.row) {
		e.rows = slices.Insert(e.rows, e.row, e.blank())[:e.height]
	}
	e.column, e.full = 0, false
}
