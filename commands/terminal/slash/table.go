// Package slash holds the table of slash commands, which are typed at the prompt but not sent. It defines their names and
// values; they are implemented elsewhere.
package slash

import (
	"strings"

	"wspipe/commands/matcher"
)

// Command is a slash command.
type Command struct {
	Name      string // without the slash
	Arguments string // as shown to people
	Help      string
	values    []string
	files     bool
}

// Table returns all commands in the order of the help.
func Table() []Command {
	matchers := matcher.Words()
	return []Command{
		{Name: "help", Help: "this list"},
		{Name: "quit", Help: "leave"},
		{Name: "close", Arguments: "[CODE [REASON]]", Help: "close the connection and leave", values: []string{"1000", "1001", "1008", "1011", "3000", "4000"}},
		{Name: "connect", Arguments: "[URL]", Help: "connect again, or elsewhere", values: []string{"ws://", "wss://"}},
		{Name: "ping", Arguments: "[TEXT]", Help: "how long a round trip takes"},
		{Name: "info", Help: "show the connection's details"},
		{Name: "send", Arguments: "FILE", Help: "send what is in a file, as text", files: true},
		{Name: "send-binary", Arguments: "FILE", Help: "send what is in a file, as binary", files: true},
		{Name: "hex", Arguments: "00 ff …", Help: "send these bytes"},
		{Name: "base64", Arguments: "AP8=", Help: "send these bytes"},
		{Name: "text", Arguments: `"…"`, Help: "send text written as a JSON string"},
		{Name: "last", Arguments: "[N]", Help: "show all of the last message, or of the N-th last"},
		{Name: "save", Arguments: "FILE", Help: "put the last message into a file", files: true},
		{Name: "pretty", Arguments: "auto|always|never", Help: "when JSON is indented", values: []string{"auto", "always", "never"}},
		{Name: "time", Arguments: "on|off", Help: "show when each message came", values: []string{"on", "off"}},
		{Name: "only", Arguments: "MATCHER", Help: "show only messages that match", values: matchers},
		{Name: "hide", Arguments: "MATCHER", Help: "hide messages that match", values: matchers},
		{Name: "show", Help: "show all messages again"},
		{Name: "record", Arguments: "FILE|stop", Help: "record the conversation from here on", values: []string{"stop"}, files: true},
		{Name: "history", Arguments: "[WORD]", Help: "what was typed, with this word in it"},
		{Name: "verbose", Arguments: "0|1|2", Help: "how much to show about the connection", values: []string{"0", "1", "2"}},
	}
}

// Find returns the command with a name.
func Find(name string) (Command, bool) {
	for _, c := range Table() {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

// Parse reports whether a line calls a command, with its name and its argument without surrounding blanks. Otherwise it
// returns the message: two slashes at its beginning become one.
func Parse(line string) (name, argument, message string, call bool) {
	switch {
	case !strings.HasPrefix(line, "/"):
		return "", "", line, false
	case strings.HasPrefix(line, "//"):
		return "", "", line[1:], false
	}
	name = line[1:]
	if i := strings.IndexAny(name, " \t\n"); i >= 0 {
		name, argument = name[:i], strings.TrimSpace(name[i:])
	}
	return name, argument, "", true
}

// Help returns the table for people.
func Help() []string {
	var rows []string
	for _, c := range Table() {
		usage := strings.TrimRight("/"+c.Name+" "+c.Arguments, " ")
		rows = append(rows, usage+strings.Repeat(" ", max(1, 26-len([]rune(usage))))+c.Help)
	}
	return append(rows, "//x sends /x")
}
