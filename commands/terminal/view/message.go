package view

import (
	"fmt"
	"strings"

	"wspipe/codec"
	"wspipe/commands/terminal/cells"
)

// Message is a sent or received message.
type Message struct {
	Mark   string // ">" or "<"
	Style  string // of the mark
	Prefix string // shown before the payload
	Type   codec.Type
	Data   []byte // its beginning
	Size   int64  // of the whole message
	Lines  int    // newlines in the part that Data lacks
	// Cut means that the rest never arrived.
	Cut bool
}

// jsonMost is the largest message that is parsed as JSON, in bytes.
const jsonMost = 1 << 20

const unlimited = 1 << 30 // rows, or columns

// Message shows as much of a message as half the terminal holds.
func (o Options) Message(m Message) []byte {
	p := o.page(m.Mark, m.Style, max(3, o.Height/2))
	p.message(m)
	if p.hidden += m.Lines; p.hidden > 0 || m.more() {
		p.most = unlimited
		p.add(span{Dim, fmt.Sprintf("… %s, %s in all%s", counted(p.hidden, "more line"), counted(int(m.Size), "byte"), o.Hint)})
		p.end()
	}
	if m.Cut {
		p.most = unlimited
		p.add(span{Failure, "… the connection ended here"})
		p.end()
	}
	return p.out
}

func (m Message) more() bool { return int64(len(m.Data)) < m.Size }

// Whole returns a whole message for a pager: without marks and margins, and with long lines unbroken.
func (o Options) Whole(m Message) []byte {
	p := &page{o: o, most: unlimited, whole: true}
	if m.Type == codec.Binary {
		p.dump(m, unlimited)
	} else {
		p.payload(m)
	}
	return p.out
}

// Row shows the beginning of a message in one row, for messages that arrive too fast to be read.
func (o Options) Row(m Message) []byte {
	p := o.page(m.Mark, m.Style, 1)
	text := m.Prefix
	switch {
	case m.Size == 0 || m.Type == codec.Binary:
		text += title(m)
	default:
		text += string(m.Data[:min(len(m.Data), 8*p.width())])
	}
	p.row = append(p.row, cells.Cut(text, p.width())...)
	p.end()
	return p.out
}

func (p *page) message(m Message) {
	p.add(span{Dim, m.Prefix})
	switch {
	case m.Size == 0:
		p.add(span{Dim, title(m)})
		p.end()
	case m.Type == codec.Binary:
		p.add(span{Dim, title(m)})
		p.end()
		p.dump(m, 8)
	default:
		p.payload(m)
	}
}

// title describes a message in place of its payload.
func title(m Message) string {
	switch {
	case m.Size == 0 && m.Type == codec.Binary:
		return "(empty, binary)"
	case m.Size == 0:
		return "(empty)"
	}
	return counted(int(m.Size), "byte") + ", binary"
}

func (p *page) payload(m Message) {
	if p.o.Pretty != Never && !m.more() && p.json(m.Data) {
		return
	}
	p.text(Plain, string(m.Data))
}

// dump shows bytes in rows like hexdump, as many per row as fit, and counts the rows that it leaves out.
func (p *page) dump(m Message, most int) {
	n := 16
	for n > 1 && len(dumpRow(0, nil, n))+n > p.width() {
		n /= 2
	}
	for at := 0; at < len(m.Data); at += n {
		if most--; most < 0 {
			p.hidden += (len(m.Data) - at + n - 1) / n
			return
		}
		p.add(span{Plain, dumpRow(at, m.Data[at:min(len(m.Data), at+n)], n)})
		p.end()
	}
}

func dumpRow(at int, data []byte, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%06x  %-*s  ", at, 3*n-1, fmt.Sprintf("% x", data))
	for _, c := range data {
		if c < ' ' || c > '~' {
			c = '.'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Notice shows what happened.
func (o Options) Notice(mark, style, text string) []byte {
	p := o.page(mark, style, unlimited)
	if text == "" {
		p.end()
	}
	p.text(style, text)
	return p.out
}

// counted returns a number with its noun.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + " " + what + "s"
}
