package commands

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"wspipe/commands/completion"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Each script has every command and flag, in the shell's notation.
func TestCompletionHasAll(t *testing.T) {
	for _, shell := range completion.Shells() {
		script := printed(t, "completion", shell)
		for _, row := range table() {
			cmd := row.make()
			if !strings.Contains(script, cmd.Name) {
				t.Errorf("%s: no command %s", shell, cmd.Name)
			}
			for _, flag := range cmd.Flags {
				for _, want := range []string{"--" + flag.Name, "-" + flag.Short} {
					if shell == "fish" {
						want = " -l " + flag.Name
					}
					if want != "-" && !strings.Contains(script, want) {
						t.Errorf("%s: no %s of %s", shell, want, cmd.Name)
					}
				}
			}
		}
		if regexp.MustCompile(`@[A-Z]+@|\beval\b`).MatchString(script) {
			t.Errorf("%s: something is left of the template, or evaluated", shell)
		}
	}
	for _, line := range []string{"completion", "completion tcsh", "completion bash zsh"} {
		err := completionCommand().run(t.Context(), strings.Fields(line)[1:], stdio.NewStreams(strings.NewReader(""), io.Discard, io.Discard))
		if status.Of(err) != status.Usage {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// There is no PowerShell here to run the script. Each offer is a pair. A list of one pair must stay
// a list, and the second half of a pair must not be empty (CompletionResult rejects that).
func TestCompletionInPowerShellKeepsPairs(t *testing.T) {
	script := printed(t, "completion", "powershell")
	if flat := regexp.MustCompile(`\$offers = [^@].*`).FindString(script); flat != "" {
		t.Errorf("one offer is taken apart: %s", flat)
	}
	if empty := regexp.MustCompile(`@\(('[^\n]*', )?''\)`).FindString(script); empty != "" {
		t.Errorf("an offer without a text: %s", empty)
	}
}
