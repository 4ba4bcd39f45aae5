package manual

import (
	"cmp"
	"fmt"
	"strings"

	"wspipe/commands/flags"
	"wspipe/commands/terminal/cells"
)

// Long is all that there is to say of a command, in rows of at most width.
func (c Command) Long(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n\n%s\n", c.Usage(), sentence(c.Summary))
	if c.Text != "" {
		b.WriteString("\n" + wrap(c.Text, "", "", width))
	}
	for _, group := range flags.Groups() {
		c.writeGroup(&b, group, width)
	}
	c.writeExamples(&b)
	fmt.Fprintf(&b, "\nEach flag has a variable, WSPIPE_ and its name (wspipe help environment).\nWhat the exit statuses mean: wspipe help statuses\n")
	return b.String()
}

func (c Command) writeGroup(b *strings.Builder, group flags.Group, width int) {
	heading := "\n" + string(group) + "\n"
	for i := range c.Flags {
		flag := &c.Flags[i]
		if flag.Group != group {
			continue
		}
		b.WriteString(heading)
		heading = ""
		usage := strings.ReplaceAll(flag.Usage, "`", "")
		if flag.Default != "" {
			usage += " (default: " + flag.Default + ")"
		}
		b.WriteString(wrap(usage, left(flag), strings.Repeat(" ", column), width))
	}
}

// column is where the texts of flags begin.
const column = 28

// left is a flag as it is given, "-n, --count N", filled up to the column; a
// long one has a row of its own.
func left(flag *flags.Flag) string {
	text := "      --" + flag.Name
	if flag.Short != "" {
		text = "  -" + flag.Short + ", --" + flag.Name
	}
	switch placeholder := Placeholder(flag); {
	case flag.TakesValue():
		text += " " + placeholder
	case !flag.IsAlone():
		text += "[=" + placeholder + "]"
	}
	if cells.Width(text) > column-2 {
		return text + "\n" + strings.Repeat(" ", column)
	}
	return text + strings.Repeat(" ", column-cells.Width(text))
}

// Placeholder is what the usage puts into backticks.
func Placeholder(flag *flags.Flag) string {
	_, rest, _ := strings.Cut(flag.Usage, "`")
	text, _, _ := strings.Cut(rest, "`")
	return cmp.Or(text, "VALUE")
}

func (c Command) writeExamples(b *strings.Builder) {
	if len(c.Examples) == 0 {
		return
	}
	b.WriteString("\nexamples\n")
	for _, example := range c.Examples {
		b.WriteString(example.row())
	}
}

func (e Example) row() string {
	return fmt.Sprintf("  %-42s  # %s\n", e.Line, e.Shows)
}

// sentence makes one of a summary.
func sentence(summary string) string {
	return strings.ToUpper(summary[:1]) + summary[1:] + "."
}

// wrap breaks a text at blanks, so that no row is wider; the first row begins
// with first and the others with indent.
func wrap(text, first, indent string, width int) string {
	var b strings.Builder
	b.WriteString(first)
	row := cells.Width(indent)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("\n" + indent)
			row = cells.Width(indent)
		}
		for j, word := range strings.Fields(line) {
			switch wide := cells.Width(word); {
			case j == 0:
				row += wide
			case row+1+wide > width:
				b.WriteString("\n" + indent)
				row = cells.Width(indent) + wide
			default:
				b.WriteByte(' ')
				row += 1 + wide
			}
			b.WriteString(word)
		}
	}
	b.WriteByte('\n')
	return b.String()
}
