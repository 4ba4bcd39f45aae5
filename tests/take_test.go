//go:build unix

package tests

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const takenProgram = "#!/bin/sh\necho taken\n"

// releases serves release 1.2.3 of a program that says "taken"; 1.2.4, whose SHA256SUMS is wrong; 1.2.5, which has no
// archive for this machine; and 1.2.6, which lacks the archive that it lists. It returns the URL of them all.
func releases(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"bash", "curl", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no " + program)
		}
	}
	dir := t.TempDir()
	for version, listed := range map[string]string{"1.2.3": "", "1.2.4": "something else", "1.2.5": "", "1.2.6": ""} {
		name := "wspipe-" + version + "-" + runtime.GOOS + "-" + strings.Replace(runtime.GOARCH, "arm", "armv7", 1)
		name = strings.Replace(name, "armv764", "arm64", 1)
		folder := filepath.Join(dir, "v"+version)
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name, "wspipe"), []byte(takenProgram), 0o755); err != nil {
			t.Fatal(err)
		}
		inside(t, folder, "tar", "-czf", name+".tar.gz", name)
		archive, err := os.ReadFile(filepath.Join(folder, name+".tar.gz"))
		if err != nil {
			t.Fatal(err)
		}
		switch version {
		case "1.2.5":
			name = "wspipe-1.2.5-plan9-amd64"
		case "1.2.6":
			if err := os.Remove(filepath.Join(folder, name+".tar.gz")); err != nil {
				t.Fatal(err)
			}
		}
		writeFile(t, filepath.Join(folder, "SHA256SUMS"), fmt.Sprintf("%x  %s.tar.gz\n", sha256.Sum256(append(archive, listed...)), name))
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	return server.URL
}

// TestActionTakesTheRelease: an archive with the right checksum is used, one with a wrong checksum is refused, and if
// there is none, wspipe is to be built.
func TestActionTakesTheRelease(t *testing.T) {
	t.Parallel()
	url := releases(t)
	for _, test := range []struct {
		version, releases string
		status            int
		said              string
	}{
		{"1.2.3", url, 0, "OK"},
		{"v1.2.3", url, 0, "OK"},
		{"v1.2.4", url, 1, "another checksum"},
		{"1.2.5", url, 3, "no wspipe-1.2.5-"},
		{"1.2.6", url, 3, "not to be had"},
		{"1.2.7", url, 3, "SHA256SUMS is not to be had"},
		{"v1", url, 3, "v1 is no version"},
		{"", url, 3, "nothing is no version"},
		{"../1.2.3", url, 3, "no version"},
		{"1.2.3", "", 3, "no home yet"},
	} {
		folder := filepath.Join(t.TempDir(), "bin")
		cmd := exec.Command("bash", "../scripts/action/take", test.version, folder)
		cmd.Env = append(os.Environ(), "WSPIPE_RELEASES="+test.releases)
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != test.status || !strings.Contains(string(out), test.said) {
			t.Errorf("%q: status %d, %s", test.version, cmd.ProcessState.ExitCode(), out)
		}
		program, err := os.ReadFile(filepath.Join(folder, "wspipe"))
		if string(program) != takenProgram == (test.status == 0) {
			t.Errorf("%q: the program is %q, %v", test.version, program, err)
		}
	}
}

// TestActionTakesOrBuilds runs the action's step that decides whether to build wspipe.
func TestActionTakesOrBuilds(t *testing.T) {
	t.Parallel()
	url := releases(t)
	own, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	step := strings.ReplaceAll(strings.Trim(lineOf(t, "scripts/action/action.yml", "run: '"), "'"), "''", "'")
	for version, want := range map[string]string{"v1.2.3": "0 taken=true\n", "v1.2.4": "1 ", "v1.2.7": "0 "} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "output"), "")
		cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", step)
		cmd.Env = append(os.Environ(), "TAKE="+own+"/scripts/action/take", "VERSION="+version, "RUNNER_TEMP="+dir, "GITHUB_OUTPUT="+dir+"/output", "WSPIPE_RELEASES="+url)
		out, _ := cmd.CombinedOutput()
		said, _ := os.ReadFile(filepath.Join(dir, "output"))
		if got := fmt.Sprintf("%d %s", cmd.ProcessState.ExitCode(), said); got != want {
			t.Errorf("the action, %s: %q, %s", version, got, out)
		}
	}
}

// TestIncludeTakesOrBuilds runs what GitLab's include does before the check.
func TestIncludeTakesOrBuilds(t *testing.T) {
	t.Parallel()
	url := releases(t)
	include := lineOf(t, "scripts/action/gitlab.yml", "- git clone ") + "\n" + lineOf(t, "scripts/action/gitlab.yml", "- /tmp/wspipe/")
	include = "git clone " + strings.Replace(include, "\n", "\n/tmp/wspipe/", 1)
	source := t.TempDir()
	if err := os.CopyFS(filepath.Join(source, "scripts/action"), os.DirFS("../scripts/action")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(source, "go.mod"), "module wspipe\n")
	writeFile(t, filepath.Join(source, "main.go"), "package main\n\nfunc main() { print(\"built\") }\n")
	commitAll(t, source)
	for version, want := range map[string]string{"v1.2.3": "0 taken\n", "v1.2.4": "1 ", "v1.2.7": "0 built"} {
		inside(t, source, "git", "tag", version)
		dir := t.TempDir()
		lines := strings.NewReplacer("/tmp/wspipe", dir+"/source", "/usr/local/bin", dir+"/bin").Replace(include)
		cmd := exec.Command("sh", "-e", "-c", lines)
		cmd.Env = append(os.Environ(), "WSPIPE_SOURCE="+source, "WSPIPE_REF="+version, "WSPIPE_RELEASES="+url, "GOFLAGS=-buildvcs=false")
		out, _ := cmd.CombinedOutput()
		said, _ := exec.Command(dir + "/bin/wspipe").CombinedOutput()
		if got := fmt.Sprintf("%d %s", cmd.ProcessState.ExitCode(), said); got != want {
			t.Errorf("the include, %s: %q, %s", version, got, out)
		}
	}
}
