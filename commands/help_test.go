package commands

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"wspipe/commands/manual"
	"wspipe/commands/status"
	"wspipe/commands/terminal/slash"
)

// printed returns the output of a command line that only prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	err := Run(context.Background(), append([]string{"wspipe"}, args...), strings.NewReader(""), &out, &stderr)
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%q: %v, %q", args, err, stderr.String())
	}
	return out.String()
}

// The short help fits on a screen, and shows flags and examples.
func TestShortHelpFitsAScreen(t *testing.T) {
	for _, name := range append(commandNames(), "") {
		text := printed(t, strings.Fields(name+" -h")...)
		rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(rows) > 24 || !strings.HasPrefix(text, "usage: wspipe") || !strings.Contains(text, "\nexamples\n  ") {
			t.Errorf("%s -h has %d rows:\n%s", name, len(rows), text)
		}
		for _, row := range rows {
			if utf8.RuneCountInString(row) > 80 {
				t.Errorf("%s -h: too wide: %s", name, row)
			}
		}
		cmd, _ := find(name)
		if shown := strings.Count(text, "  --") + strings.Count(text, ", --"); len(cmd.Flags) > 12 && (shown < 10 || shown > 13) {
			t.Errorf("%s -h shows %d flags", name, shown)
		}
	}
}

// The short help has what people look for first.
func TestShortHelpHas(t *testing.T) {
	for name, flags := range map[string][]string{
		"connect": {"jq", "exec", "record"}, "send": {"jq", "expect"}, "listen": {"jq", "until"}, "serve": {"exec", "replay"},
	} {
		text := printed(t, name, "-h")
		for _, flag := range flags {
			if !strings.Contains(text, "\n      --"+flag+" ") {
				t.Errorf("%s -h has no --%s:\n%s", name, flag, text)
			}
		}
	}
}

// The long help has each flag once, in the order of the groups, and wraps its rows.
func TestLongHelp(t *testing.T) {
	for _, row := range table() {
		cmd := row.make()
		text := printed(t, "help", row.name)
		if again := printed(t, row.name, "--help"); again != text {
			t.Errorf("%s --help isn't help %s", row.name, row.name)
		}
		for _, flag := range cmd.Flags {
			found := regexp.MustCompile(`(?m)^  (-`+regexp.QuoteMeta(flag.Short)+`, |    )--`+flag.Name+`([ [].*)?$`).FindAllString(text, -1)
			if len(found) != 1 {
				t.Errorf("help %s has --%s as %q", row.name, flag.Name, found)
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if utf8.RuneCountInString(line) > 80 {
				t.Errorf("help %s: too wide: %s", row.name, line)
			}
		}
	}
	order := regexp.MustCompile(`(?s)\nconnection\n.*\nformat\n.*\nflow\n.*\noutput\n.*\ntime\n.*\nexpectation\n.*\nnetwork\n.*\nTLS\n.*\nreport\n.*\nexamples\n.*\nexit statuses\n`)
	if text := printed(t, "help", "connect"); !order.MatchString(text) {
		t.Errorf("help connect is in another order:\n%s", text)
	}
}

// Paragraphs of topics are wrapped, too, and the markup of the texts doesn't show.
func TestTopics(t *testing.T) {
	for _, topic := range manual.Topics() {
		text := printed(t, "help", topic.Name)
		if topic.Summary == "" || len(text) < 300 {
			t.Errorf("topic %s: %q", topic.Name, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if shown := strings.HasPrefix(line, "    "); !shown && (utf8.RuneCountInString(line) > 80 && strings.Count(line, " ") > 4 || strings.ContainsAny(line, "`") || strings.HasPrefix(line, "@") || strings.Contains(line, " :: ")) {
				t.Errorf("topic %s: %s", topic.Name, line)
			}
		}
	}
}

// The manual page has every command, flag, variable, status, slash command and topic.
func TestManHasAll(t *testing.T) {
	page := strings.ReplaceAll(printed(t, "help", "--man"), `\-`, "-")
	has := func(pattern string) {
		if !regexp.MustCompile(pattern).MatchString(page) {
			t.Errorf("the manual page has no %s", pattern)
		}
	}
	for _, row := range table() {
		section := `(?s)\.SH "WSPIPE ` + strings.ToUpper(row.name) + `"\n`
		has(section)
		for _, flag := range row.make().Flags {
			has(section + `.*\n\.TP\n\\fB(-` + regexp.QuoteMeta(flag.Short) + `, )?--` + flag.Name + `\b`)
			if variable := flag.Variable(); variable != "" {
				has(` ` + variable + `\.\n`)
			}
		}
	}
	for _, topic := range manual.Topics() {
		has(`\n\.SH ` + strings.ToUpper(topic.Name) + `\n`)
	}
	for _, s := range manual.Statuses() {
		has(`\n\\fB` + regexp.QuoteMeta(s.Term) + `\\fR\n`)
	}
	for _, c := range slash.Table() {
		has(`\n\\fB/` + c.Name + `\b`)
	}
}

// The table has every exit status, with its number.
func TestStatusesAreAllThere(t *testing.T) {
	terms := " "
	for _, s := range manual.Statuses() {
		terms += s.Term + " "
	}
	for _, want := range []int{status.Done, status.Unmet, status.Usage, status.Connect, status.Handshake, status.Closed, status.Timeout, status.Protocol, status.Local, status.Fault} {
		if !strings.Contains(terms, fmt.Sprintf(" %d ", want)) {
			t.Errorf("status %d isn't told of in %q", want, terms)
		}
	}
}

// The topic about --write-out has all variables.
func TestWriteOutTopic(t *testing.T) {
	var out, stderr bytes.Buffer
	args := []string{"wspipe", "send", "-n", "1", "-w", "%{stdout}%{json}", "echo:", "hi"}
	if err := Run(context.Background(), args, strings.NewReader(""), &out, &stderr); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(out.String(), "hi\n")), &values); err != nil || len(values) < 20 {
		t.Fatalf("%d values: %v", len(values), err)
	}
	text := printed(t, "help", "write-out")
	for name := range values {
		if !regexp.MustCompile(`(?m)^  (\w+, )*` + name + `\b`).MatchString(text) {
			t.Errorf("the topic has no %s", name)
		}
	}
}
