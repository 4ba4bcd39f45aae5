package emulator

// Resize changes the terminal's size, as a user would.
func (e *Emulator) Resize(width, height int) {
	all := append(append([]row(nil), e.above...), e.rows...)
	cursor := len(e.above) + e.row
	e.last = nil
	if width != e.width {
		old := e.width
		e.width = width
		if e.Reflows {
			all, cursor = e.reflow(all, cursor)
		} else {
			all = e.cropped(all, old)
		}
	}
	for len(all)-1 > cursor && isBlank(all[len(all)-1]) { // as xterm and tmux do
		all = all[:len(all)-1]
	}
	e.height = height
	above := max(0, len(all)-height)
	above = min(above, cursor)
	e.above, e.rows = all[:above:above], all[above:]
	e.rows = e.rows[:min(len(e.rows), height):min(len(e.rows), height)]
	for len(e.rows) < height {
		e.rows = append(e.rows, e.blank())
	}
	e.row = cursor - above
	e.column, e.full = min(e.column, width-1), false
}

func isBlank(r row) bool { return r.String() == "" && !r.wrapped }

// cropped returns the rows as shown by a terminal that doesn't reflow.
func (e *Emulator) cropped(all []row, old int) []row {
	for i := range all {
		cells := e.blank().cells
		copy(cells, all[i].cells[:min(old, e.width)])
		all[i] = row{cells: cells}
	}
	return all
}

// reflow joins wrapped rows and wraps them again. The cursor stays with its character.
func (e *Emulator) reflow(all []row, cursor int) (rows []row, at int) {
	for i := 0; i < len(all); {
		var line []cell
		mark := -1
		for more := true; more; i++ {
			if i == cursor {
				mark = len(line) + e.column
			}
			line = append(line, all[i].cells...)
			more = all[i].wrapped && i+1 < len(all)
		}
		wrapped, markRow, markColumn := e.wrapped(trimmed(line, mark), mark)
		if mark >= 0 {
			at, e.column = len(rows)+markRow, markColumn
		}
		rows = append(rows, wrapped...)
	}
	return rows, at
}

// trimmed removes blanks at the end, but not the cursor's place.
func trimmed(line []cell, mark int) []cell {
	end := len(line)
	for end > 0 && end > mark && line[end-1].text == " " {
		end--
	}
	return line[:end]
}

func (e *Emulator) wrapped(line []cell, mark int) (rows []row, markRow, markColumn int) {
	current, used := e.blank(), 0
	for i, c := range line {
		if c.text != "" && used+c.width > e.width {
			current.wrapped = true
			rows = append(rows, current)
			current, used = e.blank(), 0
		}
		if i == mark {
			markRow, markColumn = len(rows), used
		}
		if used < e.width {
			current.cells[used] = c
		}
		used++
	}
	if mark >= len(line) {
		if used >= e.width {
			current.wrapped = true
			rows = append(rows, current)
			current, used = e.blank(), 0
		}
		markRow, markColumn = len(rows), used
	}
	return append(rows, current), markRow, markColumn
}
