//go:build unix

package tests

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSchemas checks files that other programs read against the schemas that they publish (those of winget and Scoop
// are in schemas, limited to the fields that we have), and also a copy of each with a mistake in it.
func TestSchemas(t *testing.T) {
	t.Parallel()
	checker := filepath.Join(peersDir(t), "venv", "bin", "check-jsonschema")
	requirePeer(t, checker)
	dist := filledFor(t, "example.org/one/wspipe", windowsArchives)
	// The schema ignores jobs whose name begins with a dot.
	gitlab := filepath.Join(t.TempDir(), "gitlab.yml")
	writeFile(t, gitlab, strings.Replace(string(source(t, "scripts/action/gitlab.yml")), "\n.wspipe-check:", "\nwspipe-check:", 1))
	type spoiled struct{ file, right, wrong string }
	for schema, files := range map[string][]spoiled{
		"--builtin-schema=vendor.github-actions": {{"../scripts/action/action.yml", "using: composite", "using: compound"}},
		"--builtin-schema=vendor.gitlab-ci":      {{gitlab, "when: always", "when: often"}},
		"--schemafile=schemas/scoop.json":        {{dist + "/wspipe.json", `"hash": "`, `"hash": "x`}},
		"--schemafile=schemas/winget.json": {
			{dist + "/one.wspipe.yaml", "one.wspipe", "wspipe"},
			{dist + "/one.wspipe.installer.yaml", "ReleaseDate: 20", "ReleaseDate: 2"},
			{dist + "/one.wspipe.locale.en-US.yaml", "License:", "Licence:"},
		},
	} {
		args, bad := []string{"-o", "json", schema}, []string{}
		for _, file := range files {
			text, err := os.ReadFile(file.file)
			if err != nil || !strings.Contains(string(text), file.right) {
				t.Fatalf("%s has no %s: %v", file.file, file.right, err)
			}
			spoiled := filepath.Join(t.TempDir(), filepath.Base(file.file))
			writeFile(t, spoiled, strings.ReplaceAll(string(text), file.right, file.wrong))
			args, bad = append(args, file.file, spoiled), append(bad, spoiled)
		}
		if got := refusedBy(t, checker, args); !slices.Equal(got, bad) {
			t.Errorf("%s refuses %q", schema, got)
		}
	}
}

// TestHookIsValid validates the file of hooks with pre-commit.
func TestHookIsValid(t *testing.T) {
	t.Parallel()
	preCommit := filepath.Join(peersDir(t), "venv", "bin", "pre-commit")
	requirePeer(t, preCommit)
	spoiled := filepath.Join(t.TempDir(), "hooks.yaml")
	writeFile(t, spoiled, strings.Replace(string(source(t, ".pre-commit-hooks.yaml")), "language: golang", "language: go", 1))
	for file, right := range map[string]bool{"../.pre-commit-hooks.yaml": true, spoiled: false} {
		if out, err := exec.Command(preCommit, "validate-manifest", file).CombinedOutput(); err == nil != right {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
}

// refusedBy returns the files that check-jsonschema rejects, in order.
func refusedBy(t *testing.T, checker string, args []string) (files []string) {
	t.Helper()
	out, _ := exec.Command(checker, args...).Output()
	var found struct {
		Errors []struct{ Filename string }
		Parse  []any `json:"parse_errors"`
	}
	if err := json.Unmarshal(out, &found); err != nil || len(found.Parse) > 0 {
		t.Fatalf("%q: %v, %s", args, err, out)
	}
	for _, wrong := range found.Errors {
		if !slices.Contains(files, wrong.Filename) {
			files = append(files, wrong.Filename)
		}
	}
	return files
}
