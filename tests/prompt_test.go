//go:build unix

package tests

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestReadmeAtAPrompt types what the README shows at the prompt of an interactive shell: like a newcomer's, it has
// job control, a terminal as stdin and stdout, and history expansion.
func TestReadmeAtAPrompt(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeTranscripts(t, dir, string(text))
	shell := startShell(t, dir, program)
	for _, example := range readmeExamples(string(text)) {
		t.Run(example.command, func(t *testing.T) {
			needsOf(t, example.command)
			got := shell.run(example.command)
			if strings.HasPrefix(got, "\x1b") {
				got = received(got)
			}
			if lasting(got) != lasting(example.output) {
				t.Errorf("printed:\n%s\nthe README says:\n%s", got, example.output)
			}
		})
	}
}

const shellPrompt = "what now>"

// interactiveShell is bash on a terminal wide enough that nothing wraps.
type interactiveShell struct {
	t        *testing.T
	terminal *os.File
	out      *bufio.Reader
}

func startShell(t *testing.T, dir, program string) *interactiveShell {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	settings := filepath.Join(t.TempDir(), "inputrc")
	writeFile(t, settings, "set enable-bracketed-paste off\nset enable-meta-key off\n")
	cmd := exec.Command(bash, "--norc", "--noprofile", "-i")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"PS1="+shellPrompt, "INPUTRC="+settings, "TERM=xterm", "NO_COLOR=1", "HISTFILE="+os.DevNull, "WSPIPE_HISTORY="+os.DevNull)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 4000})
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		_, _ = terminal.WriteString("kill -9 $(jobs -p); exit\n") // the end of a shell isn't its jobs' end
		go func() { _, _ = io.Copy(io.Discard, terminal) }()
		_ = cmd.Wait()
		deadline.Stop()
		_ = terminal.Close()
	})
	shell := &interactiveShell{t, terminal, bufio.NewReader(terminal)}
	shell.untilPrompt()
	shell.run(`jq() { command jq -M "$@"; }`) // before 1.7.1 it colours despite NO_COLOR
	return shell
}

// received returns what is left of listen's view on a terminal without its notices, what was sent, and marks.
func received(view string) string {
	var came strings.Builder
	for line := range strings.Lines(steering.ReplaceAllString(view, "")) {
		if !strings.HasPrefix(line, "* ") && !strings.HasPrefix(line, "> ") && strings.TrimSpace(line) != "" {
			came.WriteString(strings.TrimPrefix(line, "< "))
		}
	}
	return came.String()
}

var steering = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|\r`)

// jobs matches what a shell says about its jobs.
var jobs = regexp.MustCompile(`(?m)^\[[0-9]+\].*\n`)

// run types a line, and returns what is shown after it until the next prompt.
func (s *interactiveShell) run(line string) string {
	s.t.Helper()
	if _, err := s.terminal.WriteString(line + "\n"); err != nil {
		s.t.Fatal(err)
	}
	_, shown, _ := strings.Cut(s.untilPrompt(), "\r\n")
	return jobs.ReplaceAllString(strings.ReplaceAll(shown, "\r\n", "\n"), "")
}

func (s *interactiveShell) untilPrompt() string {
	s.t.Helper()
	var shown strings.Builder
	for !strings.HasSuffix(shown.String(), shellPrompt) {
		c, err := s.out.ReadByte()
		if err != nil {
			s.t.Fatalf("%v; so far: %q", err, shown.String())
		}
		shown.WriteByte(c)
	}
	return strings.TrimSuffix(shown.String(), shellPrompt)
}

// forPeople is what send says where stderr is a terminal.
const forPeople = "wspipe: no reply was waited for: -n 1 waits for one\n"

// TestManualAtAPrompt types each example of the manual's topics at a prompt of its own.
func TestManualAtAPrompt(t *testing.T) {
	t.Parallel()
	program, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	texts := topics(t)
	all := ""
	for _, text := range texts {
		all += text
	}
	for name, text := range texts {
		for _, example := range manualExamples(text) {
			t.Run(name+": "+example.command, func(t *testing.T) {
				t.Parallel()
				needsOf(t, example.command)
				dir := t.TempDir()
				writeManualTranscripts(t, dir, all)
				got := startShell(t, dir, program).run(example.command)
				if strings.HasPrefix(got, "\x1b") {
					got = received(got)
				}
				got = strings.Replace(got, forPeople, "", 1)
				if lasting(got) != lasting(example.output) {
					t.Errorf("printed:\n%s\nthe manual says:\n%s", got, example.output)
				}
			})
		}
	}
}
