package manual

import (
	"embed"
	"strings"
)

//go:embed topics/*.txt
var texts embed.FS //nolint:gochecknoglobals // embedded files are variables

// Topic is a text about something other than a single command.
type Topic struct {
	Name, Summary string
	blocks        []block
}

// block is the text between empty lines.
type block struct {
	kind        kind
	lines       []string     // of everything except a list of words
	definitions []Definition // of a list of words
}

type kind int

const (
	paragraph kind = iota // lines that are filled
	heading               // one line that begins with "## "
	verbatim              // lines that begin with four blanks
	words                 // lines of "WORD :: MEANING", or one "@TABLE"
	items                 // lines that begin with "- "
)

// TopicNames returns the topics in the order of the overview.
func TopicNames() []string {
	return []string{"formats", "matchers", "transcripts", "ci", "load", "session", "servers", "programs", "logins", "reconnect", "tls", "proxies", "curl", "write-out", "environment", "statuses", "promises", "changes", "security", "contributing"}
}

// FindTopic returns the topic with that name.
func FindTopic(name string) (Topic, bool) {
	text, err := texts.ReadFile("topics/" + name + ".txt")
	if err != nil {
		return Topic{}, false
	}
	return parseTopic(name, string(text)), true
}

// TopicAbout returns the topic that covers a word that isn't its name, or "".
func TopicAbout(word string) string {
	switch strings.TrimLeft(word, "-") {
	case "exit", "exits", "status":
		return "statuses"
	case "expect", "until", "ignore", "matcher":
		return "matchers"
	}
	return ""
}

// Topics returns all topics.
func Topics() []Topic {
	var all []Topic
	for _, name := range TopicNames() {
		topic, _ := FindTopic(name)
		all = append(all, topic)
	}
	return all
}

// parseTopic parses a text whose first line is its summary.
func parseTopic(name, text string) Topic {
	summary, rest, _ := strings.Cut(text, "\n")
	t := Topic{Name: name, Summary: summary}
	for _, part := range strings.Split(strings.Trim(rest, "\n"), "\n\n") {
		t.blocks = append(t.blocks, parseBlock(part))
	}
	return t
}

func parseBlock(text string) block {
	lines := strings.Split(text, "\n")
	table, isTable := strings.CutPrefix(text, "@")
	switch {
	case isTable:
		return block{kind: words, definitions: tables(table)}
	case strings.HasPrefix(text, "    "):
		for i := range lines {
			lines[i] = strings.TrimPrefix(lines[i], "    ")
		}
		return block{kind: verbatim, lines: lines}
	case strings.HasPrefix(text, "- "):
		return block{kind: items, lines: lines}
	case strings.Contains(lines[0], " :: "):
		b := block{kind: words}
		for _, line := range lines {
			word, meaning, _ := strings.Cut(line, " :: ")
			b.definitions = append(b.definitions, Definition{word, meaning})
		}
		return b
	case strings.HasPrefix(text, "## "):
		return block{kind: heading, lines: []string{strings.TrimPrefix(text, "## ")}}
	}
	return block{lines: lines}
}

// Text returns the topic in rows of at most width, except for verbatim text.
func (t Topic) Text(width int) string {
	var b strings.Builder
	b.WriteString(wrap(sentence(t.Summary), "", "", width))
	for _, part := range t.blocks {
		b.WriteByte('\n')
		switch part.kind {
		case heading:
			b.WriteString(strings.ToUpper(part.lines[0]) + "\n")
		case verbatim:
			b.WriteString("    " + strings.Join(part.lines, "\n    ") + "\n")
		case words:
			b.WriteString(define(part.definitions, width))
		case items:
			for _, item := range part.lines {
				b.WriteString(wrap(strings.TrimPrefix(item, "- "), "- ", "  ", width))
			}
		case paragraph:
			b.WriteString(wrap(strings.Join(part.lines, " "), "", "", width))
		}
	}
	return b.String()
}
