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

// lineOf returns what follows a mark in a file of the tree.
func lineOf(t *testing.T, file, mark string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(mark) + `(.*)$`).FindStringSubmatch(string(source(t, file)))
	if found == nil {
		t.Fatalf("%s has no line %q", file, mark)
	}
	return found[1]
}

// TestActions runs the lines that do the work of the action, of GitLab's include and of the hook as they would: a
// conversation that passes makes them pass, and one that fails makes them fail.
func TestActions(t *testing.T) {
	t.Parallel()
	program, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	action := strings.ReplaceAll(lineOf(t, "scripts/action/action.yml", "run: exec "), "$RUNNER_TEMP/wspipe-bin/", "")
	gitlab := lineOf(t, "scripts/action/gitlab.yml", "- wspipe check ")
	hook := lineOf(t, ".pre-commit-hooks.yaml", "entry: ")
	for name, test := range map[string]struct {
		line   string
		report string
	}{
		"action": {action, "junit.xml"},
		"gitlab": {"wspipe check " + gitlab, "wspipe.xml"},
		"hook":   {hook + " $FILES", ""},
	} {
		for _, answer := range []string{"< hi", "< ho", "what"} {
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "a b.wst"), "> hi\n< hi\n")
			writeFile(t, filepath.Join(dir, "c.wst"), "> hi\n"+answer+"\n")
			cmd := exec.Command("sh", "-c", test.line)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"),
				"FILES=*.wst", "URL=echo:", "FLAGS=--retry-for 30s --timeout 2s", "REPORT=junit.xml",
				"WSPIPE_FILES=*.wst", "WSPIPE_SERVER=echo:", "WSPIPE_CHECK_FLAGS=--retry-for 30s --timeout 2s")
			out, _ := cmd.CombinedOutput()
			want := map[string]int{"< hi": 0, "< ho": 1, "what": 2}[answer]
			if name == "hook" && want == 1 {
				want = 0 // only reads
			}
			if got := cmd.ProcessState.ExitCode(); got != want {
				t.Errorf("%s, %s: status %d: %s", name, answer, got, out)
			}
			if name == "action" && want == 1 && !strings.Contains(string(out), "::error file=c.wst,line=2") {
				t.Errorf("no annotation: %s", out)
			}
			if _, err := os.Stat(filepath.Join(dir, test.report)); err != nil && want != 2 {
				t.Error(name, err)
			}
		}
	}
}

// TestActionlint runs actionlint on a workflow that uses the action, and so on the action.
func TestActionlint(t *testing.T) {
	t.Parallel()
	actionlint, err := exec.LookPath(filepath.Join(peersDir(t), "bin", "actionlint"))
	if err != nil {
		missingPeer(t, "actionlint (.ci/run installs it)")
	}
	dir := t.TempDir()
	for _, folder := range []string{".git", ".github/workflows", "action"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "action", "action.yml"), string(source(t, "scripts/action/action.yml")))
	workflow := func(input string) string {
		return "on: push\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: ./action\n        with: {files: tests/, " + input + "}\n"
	}
	file := filepath.Join(dir, ".github", "workflows", "check.yml")
	for input, right := range map[string]bool{"url: 'ws://127.0.0.1/', flags: --jobs 2, report: x.xml, artifact: ''": true, "no-such: x": false} {
		writeFile(t, file, workflow(input))
		cmd := exec.Command(actionlint, "-shellcheck=", "-pyflakes=")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err == nil != right {
			t.Errorf("%s: %v\n%s", input, err, out)
		}
	}
}
