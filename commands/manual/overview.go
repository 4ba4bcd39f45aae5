package manual

import (
	"fmt"
	"strings"
)

// Screen returns the introduction for newcomers on one screen: 24 rows of 80 columns.
func Screen(commands []Command) string {
	var b strings.Builder
	b.WriteString("usage: wspipe COMMAND [flags] …\n\nA WebSocket in a shell pipeline: lines in, lines out, and a useful exit status.\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-*s  %s\n", nameColumn, c.Name, c.Summary)
	}
	b.WriteByte('\n')
	writeExamples(&b, []Example{
		{"wspipe send -n 1 echo: hello", "one message, one reply"},
		{"seq 3 | wspipe connect echo:", "each line is a message"},
		{"wspipe listen --on-open subscribe -n 1 echo:", "subscribe, take one"},
	})
	b.WriteString("\nMore: wspipe COMMAND -h, wspipe help COMMAND, topics: wspipe help\n")
	return b.String()
}

// nameColumn is the length of the longest name of a command or topic.
const nameColumn = 12

// Overview lists the commands and topics that help can be asked for.
func Overview(commands []Command, width int) string {
	var list, topics []Definition
	usage := ""
	for _, c := range commands {
		if c.Name == "help" {
			usage = c.Usage()
		}
		list = append(list, Definition{c.Name, c.Summary})
	}
	for _, t := range Topics() {
		topics = append(topics, Definition{t.Name, t.Summary})
	}
	return "usage: " + usage + "\n\ncommands\n" + define(list, width) + "\ntopics\n" + define(topics, width)
}
