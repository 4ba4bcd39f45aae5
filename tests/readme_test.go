//go:build unix

package tests

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadme runs every command that the README shows with its output, and compares. A block begins with ```console,
// a command with "$ ". The transcripts, in blocks that begin with ```wst and a comment with the file's name, are
// written to files first. Times and ports may differ.
func TestReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := readmeExamples(string(text))
	if len(examples) < 10 {
		t.Fatalf("only %d examples found", len(examples))
	}
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range examples {
		t.Run(example.command, func(t *testing.T) {
			needsOf(t, example.command)
			dir := t.TempDir()
			writeTranscripts(t, dir, string(text))
			if got := runExample(t, path, dir, example.command); lasting(got) != lasting(example.output) {
				t.Errorf("printed:\n%s\nthe README says:\n%s", got, example.output)
			}
		})
	}
}

var varying = regexp.MustCompile(`[0-9.]+(µs|ms|s)\)|127\.0\.0\.1:[0-9]{4,5}|([0-9-]{10}T)?[0-9:]{8}\.[0-9]{3}Z?`)

func lasting(output string) string { return varying.ReplaceAllString(output, "…") }

func writeTranscripts(t *testing.T, dir, text string) {
	t.Helper()
	blocks := regexp.MustCompile("(?s)```wst\n(# ([a-z-]+\\.wst).*?)```").FindAllStringSubmatch(text, -1)
	if len(blocks) < 1 {
		t.Fatal("no transcript found")
	}
	for _, block := range blocks {
		if err := os.WriteFile(filepath.Join(dir, block[2]), []byte(block[1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeFirstScreen runs the first commands that a newcomer types.
func TestReadmeFirstScreen(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{
		"go run . send -n 1 echo: hello": "hello\n",
		"CGO_ENABLED=0 go build -tags urfave_cli_no_docs -o " + filepath.Join(t.TempDir(), "wspipe") + " .": "",
	} {
		shown, _, _ := strings.Cut(command, string(filepath.Separator))
		if !strings.Contains(string(text), "\n    "+strings.TrimSpace(shown)) {
			t.Errorf("the README doesn't show %q", shown)
		}
		if got := runExample(t, path, "..", command); got != want {
			t.Errorf("%s printed %q", command, got)
		}
	}
	for _, script := range []string{"test", "peers", "autobahn", "bench", "fuzz"} {
		info, err := os.Stat("../scripts/" + script)
		if err != nil || info.Mode()&0o111 == 0 || !strings.Contains(string(text), "scripts/"+script) {
			t.Errorf("scripts/%s: %v", script, err)
		}
	}
}

// TestReadmeHasAll checks that the tables of commands, topics and statuses and the list of scripts are complete.
func TestReadmeHasAll(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range commandsOf(t) {
		if !strings.Contains(string(text), "\n| `wspipe "+name) {
			t.Errorf("no command %s", name)
		}
	}
	for name := range topics(t) {
		if !strings.Contains(string(text), "["+name+"](commands/manual/topics/"+name+".txt)") {
			t.Errorf("no topic %s", name)
		}
	}
	statuses := regexp.MustCompile(`\n  ([0-9]+)  (.*(?:\n      .*)*)`).FindAllStringSubmatch(asked(t, "help", "statuses"), -1)
	if len(statuses) != 10 {
		t.Errorf("%d statuses", len(statuses))
	}
	for _, status := range statuses {
		if row := "\n| " + status[1] + " | " + strings.Join(strings.Fields(status[2]), " ") + " |\n"; !strings.Contains(strings.ReplaceAll(string(text), "`", ""), row) {
			t.Errorf("no status %s", row)
		}
	}
	scripts, err := filepath.Glob("../scripts/*")
	if err != nil || len(scripts) < 5 {
		t.Fatal(scripts, err)
	}
	for _, script := range scripts {
		if info, err := os.Stat(script); err == nil && !info.IsDir() && !strings.Contains(string(text), "`scripts/"+filepath.Base(script)) {
			t.Errorf("no %s", script)
		}
	}
}

// TestReadmeQuotesMeasurements compares the README's five rows with the table of all measurements.
func TestReadmeQuotesMeasurements(t *testing.T) {
	all, quoted := measurements(t, "README.md"), measurements(t, "../README.md")
	if len(quoted) != 5 {
		t.Errorf("%d rows", len(quoted))
	}
	for work, cells := range quoted {
		for column, value := range cells {
			if of, ok := all[work]; !ok || of[column] != value {
				t.Errorf("%s, %s: the README says %q, the table %q", work, column, value, of[column])
			}
		}
	}
}

// measurements returns a file's table of measurements: the cells by work and column.
func measurements(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "\n| work |")
	if !ok {
		t.Fatal(file, "has no table")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")
	columns := cells(rows[0])
	found := map[string]map[string]string{}
	for _, row := range rows[2:] {
		name, rest, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		found[name] = map[string]string{}
		for i, value := range cells(rest) {
			found[name][columns[i]] = value
		}
	}
	return found
}

// cells returns the cells of a row after the first.
func cells(row string) []string {
	var all []string
	for cell := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(row), "|"), "|") {
		all = append(all, strings.TrimSpace(cell))
	}
	return all
}

type readmeExample struct{ command, output string }

func readmeExamples(text string) []readmeExample {
	var examples []readmeExample
	inside := false
	for _, line := range strings.SplitAfter(text, "\n") {
		switch command, isCommand := strings.CutPrefix(line, "$ "); {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console\n"
		case inside && isCommand:
			examples = append(examples, readmeExample{command: strings.TrimSpace(command)})
		case inside:
			examples[len(examples)-1].output += line
		}
	}
	return examples
}

// runExample runs a command line with the program on its PATH and returns everything that it printed.
func runExample(t *testing.T, program, dir, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s: still running after a minute", command)
	}
	if err != nil {
		t.Errorf("%s: %v", command, err)
	}
	return string(out)
}

// TestScriptsSayTheirUsage asks each script for its usage with no other program available, so that they can do
// nothing else.
func TestScriptsSayTheirUsage(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	scripts, err := filepath.Glob("../scripts/*")
	if err != nil || len(scripts) < 5 {
		t.Fatal(scripts, err)
	}
	for _, script := range scripts {
		if info, err := os.Stat(script); err != nil || info.IsDir() {
			continue
		}
		for _, flag := range []string{"-h", "--help"} {
			cmd := exec.Command(bash, script, flag)
			cmd.Env = []string{"PATH=" + t.TempDir()}
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.HasPrefix(string(out), "usage: scripts/"+filepath.Base(script)) {
				t.Errorf("%s %s: %v\n%s", script, flag, err, out)
			}
		}
	}
}
