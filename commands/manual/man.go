package manual

import (
	"cmp"
	"fmt"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/version"
)

// Man returns wspipe(1), made of the commands' help and the topics, in the macros of man(7).
func Man(commands []Command) string {
	var m man
	fmt.Fprintf(&m.b, ".TH WSPIPE 1 %s \"wspipe %s\" \"User Commands\"\n", date, version.Number())
	m.b.WriteString(".SH NAME\nwspipe \\- a WebSocket in a shell pipeline\n.SH SYNOPSIS\n")
	for i, c := range commands {
		if i > 0 {
			m.b.WriteString(".br\n")
		}
		fmt.Fprintf(&m.b, ".B %s\n", escape(c.Usage()))
	}
	m.heading(".SH DESCRIPTION")
	m.paragraph("Bytes on stdin become messages, messages become bytes on stdout, and the exit status says what happened.")
	for _, c := range commands {
		m.command(c)
	}
	for _, t := range Topics() {
		m.topic(t)
	}
	return m.b.String()
}

// date is when the texts were last revised.
const date = "2026-11-27"

type man struct {
	b strings.Builder
	// begun means that a heading has just been written, so that the next paragraph needs no space
	// before it.
	begun bool
}

func (m *man) heading(line string) {
	m.b.WriteString(line + "\n")
	m.begun = true
}

func (m *man) space() {
	if !m.begun {
		m.b.WriteString(".PP\n")
	}
	m.begun = false
}

func (m *man) command(c Command) {
	m.heading(fmt.Sprintf(".SH \"WSPIPE %s\"", escape(strings.ToUpper(c.Name))))
	m.paragraph(sentence(c.Summary))
	if c.Text != "" {
		m.paragraph(c.Text)
	}
	for _, group := range flags.Groups() {
		m.group(c, group)
	}
	m.b.WriteString(".SS examples\n.nf\n")
	for _, example := range c.Examples {
		m.row(example.Line + "  # " + example.Shows)
	}
	m.b.WriteString(".fi\n")
}

func (m *man) group(c Command, group flags.Group) {
	title := ".SS " + string(group) + "\n"
	for _, flag := range c.Flags {
		if flag.Group == group {
			m.b.WriteString(title)
			title = ""
			text := strings.TrimSuffix(usage(flag), ".") + "."
			m.define(strings.TrimSpace(left(flag)), text+" "+cmp.Or(flag.Variable(), "No variable")+".")
		}
	}
}

func (m *man) topic(t Topic) {
	m.heading(".SH " + escape(strings.ToUpper(t.Name)))
	m.paragraph(sentence(t.Summary))
	for _, part := range t.blocks {
		m.block(part)
	}
}

func (m *man) block(part block) {
	switch part.kind {
	case heading:
		m.heading(".SS " + escape(part.lines[0]))
	case verbatim:
		m.space()
		m.b.WriteString(".nf\n.RS 4\n")
		for _, line := range part.lines {
			m.row(line)
		}
		m.b.WriteString(".RE\n.fi\n")
	case words:
		for _, d := range part.definitions {
			m.define(plain(d.Term), d.Text)
		}
	case items:
		for _, item := range part.lines {
			m.b.WriteString(".IP \\(bu 2\n")
			m.filled(strings.TrimPrefix(item, "- "))
		}
	case paragraph:
		m.paragraph(strings.Join(part.lines, " "))
	}
}

func (m *man) define(term, text string) {
	m.b.WriteString(".TP\n")
	m.row("\\fB" + term + "\\fR")
	m.filled(text)
}

func (m *man) paragraph(text string) {
	m.space()
	m.filled(text)
}

// filled writes text in backticks in bold.
func (m *man) filled(text string) {
	bold := false
	var b strings.Builder
	for i, part := range strings.Split(strings.Join(strings.Fields(text), " "), "`") {
		if i > 0 {
			bold = !bold
			b.WriteString(map[bool]string{true: "\\fB", false: "\\fR"}[bold])
		}
		b.WriteString(part)
	}
	m.row(b.String())
}

// row writes one line of text, escaped so that it isn't taken for a macro; \fB and \fR are kept.
func (m *man) row(text string) {
	text = escape(text)
	for _, font := range []string{"B", "R"} {
		text = strings.ReplaceAll(text, "\\ef"+font, "\\f"+font)
	}
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = "\\&" + text
	}
	m.b.WriteString(text + "\n")
}

// escape escapes backslashes and hyphens.
func escape(text string) string {
	return strings.NewReplacer("\\", "\\e", "-", "\\-").Replace(text)
}
