package cells

import (
	"iter"
	"strings"
)

// TabWidth is the distance between tab stops.
const TabWidth = 8

// Rows breaks a text into rows of at most width cells, at its newlines and where a row is full. Rows can be sent to a
// terminal unchanged: tabs become blanks, and control characters are escaped.
func Rows(text string, width int) iter.Seq[string] {
	width = max(1, width)
	return func(yield func(string) bool) {
		for {
			line, rest, more := strings.Cut(text, "\n")
			if more {
				line = strings.TrimSuffix(line, "\r")
			}
			if !lineRows(line, width, yield) || !more {
				return
			}
			text = rest
		}
	}
}

// lineRows breaks one line. It returns false if yield did.
func lineRows(line string, width int, yield func(string) bool) bool {
	if plainLine(line) {
		return plainRows(line, width, yield)
	}
	row := row{width: width, yield: yield, going: true}
	for c := range All(line) {
		if row.add(c); !row.going {
			return false
		}
	}
	return yield(row.text.String())
}

// plainLine is a quick check that accepts most lines: printable ASCII.
func plainLine(line string) bool {
	for i := range len(line) {
		if line[i] < ' ' || line[i] > '~' {
			return false
		}
	}
	return true
}

func plainRows(line string, width int, yield func(string) bool) bool {
	for len(line) > width {
		if !yield(line[:width]) {
			return false
		}
		line = line[width:]
	}
	return yield(line)
}

// row is a row being filled.
type row struct {
	text  strings.Builder
	used  int
	width int
	yield func(string) bool
	going bool
}

func (r *row) add(c Cluster) {
	if c.IsTab() {
		c.Width = TabWidth - r.used%TabWidth
		c.Most, c.Shown = c.Width, strings.Repeat(" ", c.Width)
	}
	if r.used+c.Most <= r.width {
		r.text.WriteString(c.Shown)
		r.used += c.Most
		return
	}
	if r.used > 0 {
		r.next()
	}
	r.first(c)
}

// first puts a cluster at the beginning of a row. An escaped character may continue in further rows; any other
// character that is too wide for the row is shown as ?.
func (r *row) first(c Cluster) {
	shown := c.Shown
	for c.Most > r.width && r.going && len(shown) > r.width && plainLine(shown) {
		r.text.WriteString(shown[:r.width])
		r.next()
		shown = shown[r.width:]
		c.Most -= r.width
	}
	if c.Most > r.width {
		shown, c.Most = "?"[:min(1, r.width)], 1
	}
	r.text.WriteString(shown)
	r.used += c.Most
}

func (r *row) next() {
	r.going = r.going && r.yield(r.text.String())
	r.text.Reset()
	r.used = 0
}

// Cut returns a text as one row of at most width cells, with an ellipsis if something is left out. Newlines become
// blanks.
func Cut(text string, width int) string {
	var b strings.Builder
	used, before := 0, 0 // before: the length that leaves a cell for the ellipsis
	for c := range All(text) {
		if c.Shown == "" {
			c.Shown, c.Most = " ", 1
		}
		if used+c.Most > width {
			return b.String()[:before] + "…"[:min(width, 1)*len("…")]
		}
		b.WriteString(c.Shown)
		if used += c.Most; used < width {
			before = b.Len()
		}
	}
	return b.String()
}
