// Package view shows messages and notices as rows of a terminal. Every row of a message but the first is indented, so
// that no message can imitate a mark.
package view

import (
	"strings"

	"wspipe/commands/terminal/cells"
)

// Options configure how things are shown. Width and Height must be set.
type Options struct {
	Width, Height int
	Color         bool
	Pretty        Pretty
	// Hint says how to see the rest if a message isn't shown completely.
	Hint string
}

// Pretty says when JSON is indented.
type Pretty uint8

// JSON is indented if it doesn't fit in a row, always, or never.
const (
	Auto Pretty = iota
	Always
	Never
)

// Styles, as the parameters of SGR.
const (
	Plain   = ""
	Dim     = "2"
	Sent    = "36"
	Receive = "32"
	Outage  = "33"
	Failure = "31"
)

// span is a part of a line in one style.
type span struct{ style, text string }

const (
	indent = 2
	margin = "  "
)

// page fills rows.
type page struct {
	o      Options
	most   int  // of rows; further ones are counted in hidden
	whole  bool // rows are those of the message, neither broken nor indented
	rows   int
	row    []byte
	used   int
	out    []byte
	hidden int
}

func (o Options) page(mark string, style string, most int) *page {
	p := &page{o: o, most: most}
	p.row = append(p.styled(p.row, span{style, mark}), ' ')
	return p
}

// Mark returns a mark alone.
func (o Options) Mark(mark, style string) []byte { return (&page{o: o}).styled(nil, span{style, mark}) }

// width returns the room in a row beside the indent.
func (p *page) width() int {
	if p.whole {
		return unlimited
	}
	return max(1, p.o.Width-indent)
}

func (p *page) styled(b []byte, s span) []byte {
	if !p.o.Color || s.style == Plain || s.text == "" {
		return append(b, s.text...)
	}
	b = append(append(b, "\x1b["...), s.style...)
	return append(append(append(b, 'm'), s.text...), "\x1b[0m"...)
}

// add continues the current row. The span must not contain newlines.
func (p *page) add(s span) {
	if n := cells.PlainRun(s.text); n == len(s.text) && n <= p.width()-p.used {
		p.put(s, n)
		return
	}
	begin := 0
	for row := range cells.Rows(margins(s.text, p.used), p.width()) {
		if begin++; begin > 1 {
			p.end()
		} else {
			row = row[min(p.used, len(row)):]
		}
		p.put(span{s.style, row}, cells.Width(row))
	}
}

// margins prepends blanks in place of what the row already holds.
func margins(text string, used int) string { return strings.Repeat(" ", used) + text }

func (p *page) put(s span, width int) {
	p.used += width
	if p.rows < p.most {
		p.row = p.styled(p.row, s)
	}
}

// end ends the row.
func (p *page) end() {
	if p.rows++; p.rows <= p.most {
		p.out = append(append(p.out, p.row...), '\n')
	} else {
		p.hidden++
	}
	p.row, p.used = p.row[:0], 0
	if !p.whole {
		p.row = append(p.row, margin...)
	}
}

// text shows lines.
func (p *page) text(style, text string) {
	for text != "" {
		line, rest, more := strings.Cut(text, "\n")
		if more {
			line = strings.TrimSuffix(line, "\r")
		}
		p.add(span{style, line})
		p.end()
		text = rest
		if more && text == "" {
			p.end() // show a newline at the end
		}
	}
}
