//go:build unix

package tests

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// asked returns what the program prints about itself.
func asked(t *testing.T, args ...string) string {
	t.Helper()
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return string(out)
}

// topics returns the manual's texts, by name.
func topics(t *testing.T) map[string]string {
	t.Helper()
	_, list, _ := strings.Cut(asked(t, "help"), "\ntopics\n")
	texts := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^  ([a-z-]+) `).FindAllStringSubmatch(list, -1) {
		texts[found[1]] = asked(t, "help", found[1])
	}
	if len(texts) < 10 {
		t.Fatalf("only %d topics found", len(texts))
	}
	return texts
}

// TestManual runs every command that a topic shows, "    $ COMMAND", and compares what it prints with what follows in
// the topic. The transcripts and programs, which begin with their name in a comment, are written to files first.
func TestManual(t *testing.T) {
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	all, ran := "", 0
	texts := topics(t)
	for _, text := range texts {
		all += text
	}
	for name, text := range texts {
		for _, example := range manualExamples(text) {
			ran++
			t.Run(name+": "+example.command, func(t *testing.T) {
				needsOf(t, example.command)
				dir := t.TempDir()
				writeManualTranscripts(t, dir, all)
				if got := runExample(t, path, dir, example.command); lasting(got) != lasting(example.output) {
					t.Errorf("printed:\n%s\nthe manual says:\n%s", got, example.output)
				}
			})
		}
	}
	if ran < 10 {
		t.Errorf("only %d examples found", ran)
	}
}

func manualExamples(text string) []readmeExample {
	var examples []readmeExample
	inside := false
	for _, line := range strings.SplitAfter(text, "\n") {
		shown, isShown := strings.CutPrefix(line, "    ")
		command, isCommand := strings.CutPrefix(shown, "$ ")
		switch {
		case !isShown:
			inside = false
		case isCommand:
			inside = true
			examples = append(examples, readmeExample{command: strings.TrimSpace(command)})
		case inside:
			examples[len(examples)-1].output += shown
		}
	}
	return examples
}

func writeManualTranscripts(t *testing.T, dir, text string) {
	t.Helper()
	blocks := regexp.MustCompile(`(?m)^    # ([a-z-]+\.(?:wst|sh|py))\b.*\n(?:    .*\n)*`).FindAllStringSubmatch(text, -1)
	if len(blocks) < 3 {
		t.Fatalf("only %d transcripts found", len(blocks))
	}
	for _, block := range blocks {
		content := regexp.MustCompile(`(?m)^    `).ReplaceAllString(block[0], "")
		writeFile(t, filepath.Join(dir, block[1]), content)
	}
}

const exampleHAR = `{"log":{"entries":[{"request":{"url":"ws://127.0.0.1/"},"_webSocketMessages":[{"type":"send","time":1.5,"opcode":1,"data":"hi"}]}]}}`

// TestHelpExamples runs every example in the help of every command. It stops a server once that listens.
func TestHelpExamples(t *testing.T) {
	t.Parallel()
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, command := range commandsOf(t) {
		_, list, _ := strings.Cut(asked(t, command, "-h"), "\nexamples\n")
		for _, found := range regexp.MustCompile(`(?m)^  (.*\S) +# `).FindAllStringSubmatch(list, -1) {
			ran++
			t.Run(found[1], func(t *testing.T) {
				dir := t.TempDir()
				writeFile(t, filepath.Join(dir, "chat.wst"), "url echo:\n> hi\n< hi\n")
				switch command {
				case "import":
					writeFile(t, filepath.Join(dir, "chat.har"), exampleHAR)
				case "export": // k6 has no echo:
					writeFile(t, filepath.Join(dir, "chat.wst"), "url ws://127.0.0.1/\n> hi\n< hi\n")
				}
				line := strings.ReplaceAll(found[1], " 8080", " 0")
				if command == "serve" {
					line = "{ " + line + " & } 2>log; until grep -q listening log; do :; done; kill $!; wait $! || [ $? = 143 ]"
				}
				if out := runExample(t, path, dir, line); command != "serve" && command != "check" && !strings.Contains(found[1], ">") && out == "" && !strings.Contains(found[1], "--expect-status") {
					t.Errorf("%s printed nothing", found[1])
				}
			})
		}
	}
	if ran < 15 {
		t.Errorf("only %d examples found", ran)
	}
}

func commandsOf(t *testing.T) []string {
	t.Helper()
	list, _, _ := strings.Cut(asked(t, "help"), "\ntopics\n")
	var all []string
	for _, found := range regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(list, -1) {
		all = append(all, found[1])
	}
	return all
}

// TestManPage runs mandoc's checks on the page.
func TestManPage(t *testing.T) {
	cmd := part(t, "mandoc", "-T", "lint", "-W", "warning")
	cmd.Stdin = strings.NewReader(asked(t, "help", "--man"))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// On a wide terminal, lines of help have at most 100 columns.
func TestHelpOnAWideTerminal(t *testing.T) {
	cmd := raced(t, "help", "ping")
	cmd.SysProcAttr, cmd.Cancel = nil, nil
	cmd.Env = append(cmd.Env, "TERM=xterm", "PAGER=cat")
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 140})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	widest := 0
	for rows := bufio.NewScanner(file); rows.Scan(); {
		widest = max(widest, len([]rune(strings.TrimRight(rows.Text(), "\r"))))
	}
	if err := cmd.Wait(); err != nil || widest <= 80 || widest > 100 {
		t.Errorf("%d columns, %v", widest, err)
	}
}

// TestHelpIsPaged: text taller than the terminal goes through $PAGER, and shorter text, or text for no terminal,
// doesn't.
func TestHelpIsPaged(t *testing.T) {
	for args, paged := range map[string]bool{"help send": true, "send --help": true, "help matchers": true, "send -h": false, "help promises": false} {
		term := onTerminal(t, raced(t, strings.Fields(args)...), "PAGER=sed s/^/paged:/")
		shown := term.left(0)
		if strings.Contains(shown, "paged:") != paged {
			t.Errorf("%s: %s", args, shown)
		}
	}
	cmd := raced(t, "help", "send")
	cmd.Env = append(cmd.Env, "PAGER=false")
	if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), "exit statuses") {
		t.Errorf("%v: %s", err, out)
	}
}
