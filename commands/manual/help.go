package manual

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"wspipe/commands/flags"
)

// Short returns the most important help on one screen: 24 rows of 80 columns.
func (c Command) Short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n\n%s\n\n", c.Usage(), sentence(c.Summary))
	for _, group := range flags.Groups() {
		for _, flag := range c.Flags {
			if flag.Group == group && flag.Brief != "" {
				b.WriteString(left(flag) + flag.Brief + "\n")
			}
		}
	}
	if len(c.Flags) > 0 {
		b.WriteByte('\n')
	}
	writeExamples(&b, c.Examples)
	fmt.Fprintf(&b, "\nAll flags: wspipe help %s\n", c.Name)
	return b.String()
}

// Long returns the full help for a command, in rows of at most width.
func (c Command) Long(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: %s\n\n%s\n", c.Usage(), sentence(c.Summary))
	if c.Text != "" {
		b.WriteString("\n" + wrap(c.Text, "", "", width))
	}
	for _, group := range flags.Groups() {
		c.writeGroup(&b, group, width)
	}
	b.WriteByte('\n')
	writeExamples(&b, c.Examples)
	if len(c.Flags) > 0 {
		b.WriteString("\n" + wrap(variables, "", "", width))
	}
	b.WriteString("\n" + statuses(width))
	return b.String()
}

func (c Command) writeGroup(b *strings.Builder, group flags.Group, width int) {
	heading := "\n" + string(group) + "\n"
	for _, flag := range c.Flags {
		if flag.Group != group {
			continue
		}
		b.WriteString(heading)
		heading = ""
		b.WriteString(wrap(usage(flag), left(flag), strings.Repeat(" ", column), width))
	}
}

// usage returns the full description of a flag.
func usage(flag *flags.Flag) string {
	text := flag.Usage
	if flag.Default != "" {
		text += " (default: " + flag.Default + ")"
	}
	var also []string
	for _, alias := range flag.Aliases {
		also = append(also, "--"+alias.Name)
	}
	if len(also) > 0 {
		text += " (also " + strings.Join(also, ", ") + ")"
	}
	return text
}

// column is where the descriptions of flags begin.
const column = 30

// left returns a flag as it is typed, "-n, --count N", padded to the column. A long one gets a row
// of its own.
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
	if columns(text) > column-2 {
		return text + "\n" + strings.Repeat(" ", column)
	}
	return text + strings.Repeat(" ", column-columns(text))
}

// Placeholder returns what stands for the flag's value: its own, or the text in backticks in its usage.
func Placeholder(flag *flags.Flag) string {
	_, rest, _ := strings.Cut(flag.Usage, "`")
	text, _, _ := strings.Cut(rest, "`")
	return cmp.Or(flag.Placeholder, text, "VALUE")
}

func writeExamples(b *strings.Builder, examples []Example) {
	b.WriteString("examples\n")
	for _, example := range examples {
		fmt.Fprintf(b, "  %-46s  # %s\n", example.Line, example.Shows)
	}
}

const variables = "Each flag has a variable, WSPIPE_ and its name in capitals, with _ for -. Flags may stand before and after arguments; -- ends them."

// sentence turns a summary into a sentence.
func sentence(summary string) string {
	return strings.ToUpper(summary[:1]) + summary[1:] + "."
}

// wrap breaks text at blanks into rows of at most width. The first row begins with first, the
// others with indent. Backticks are removed; they are for the man page.
func wrap(text, first, indent string, width int) string {
	text = plain(text)
	var b strings.Builder
	b.WriteString(first)
	row := columns(indent)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("\n" + indent)
			row = columns(indent)
		}
		for j, word := range strings.Fields(line) {
			switch wide := columns(word); {
			case j == 0:
				row += wide
			case row+1+wide > width:
				b.WriteString("\n" + indent)
				row = columns(indent) + wide
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

// columns returns the width of one of our texts: all its characters have width 1.
func columns(text string) int { return utf8.RuneCountInString(text) }
