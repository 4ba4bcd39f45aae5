//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// optional lists programs that most people's machines have, but not all: tests that need one say so.
var optional = []string{"cmp", "grep", "sed", "openssl"}

// TestScriptsSayWhatTheyNeed checks that a script which runs one of those is skipped, with a message, where it is
// missing.
func TestScriptsSayWhatTheyNeed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, _, _ := strings.Cut(string(data), "\n-- ")
		for _, program := range optional {
			runs := regexp.MustCompile(`(?m)^(! )?(exec ` + program + `|(\[.*\] )?(pipe|exec sh|serve|client|status) .*[ ('"]` + program + `) `)
			if runs.MatchString(script) && !strings.Contains(script, "[!exec:"+program+"] skip 'no "+program+"'\n") {
				t.Errorf("%s runs %s and doesn't say: [!exec:%[2]s] skip 'no %[2]s'", file, program)
			}
		}
	}
}

// needsOf skips a test whose command line runs one of those programs if it is missing.
func needsOf(t *testing.T, command string) {
	t.Helper()
	for _, program := range append([]string{"bc", "jq", "python3", "mkfifo"}, optional...) {
		if !regexp.MustCompile(`(^|[ '"])` + program + ` `).MatchString(command) {
			continue
		}
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s", program)
		}
	}
}
