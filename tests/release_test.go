//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

const archiveLimit = 12 << 20

// TestRelease makes the archives of two systems in two folders. Both must be the same, contain everything that
// belongs to them, and name the commit that they were made from.
func TestRelease(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "git", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no " + program)
		}
	}
	first, second := repository(t), repository(t)
	own := runtime.GOOS + "/" + runtime.GOARCH
	for _, dir := range []string{first, second} {
		inside(t, dir, "bash", "scripts/release", "-a", "-t", own+" windows/amd64", "1.2.3-rc.1")
		if changed := inside(t, dir, "git", "status", "--porcelain"); changed != "" {
			t.Errorf("the tree is another now: %s", changed)
		}
	}
	sums := inside(t, first, "cat", "dist/SHA256SUMS")
	if other := inside(t, second, "cat", "dist/SHA256SUMS"); other != sums || strings.Count(sums, "\n") != 2 {
		t.Errorf("the checksums are\n%s\nand\n%s", sums, other)
	}
	for _, line := range strings.Split(strings.TrimSpace(sums), "\n") {
		info, err := os.Stat(filepath.Join(first, "dist", strings.Fields(line)[1]))
		if err != nil || info.Size() > archiveLimit {
			t.Errorf("%s: %v", line, err)
		}
	}
	name := "wspipe-1.2.3-rc.1-" + strings.ReplaceAll(own, "/", "-")
	inside(t, first, "tar", "-xzf", filepath.Join("dist", name+".tar.gz"))
	for _, file := range []string{"LICENSE", "README.md", "THIRD-PARTY-LICENSES.txt", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "man/wspipe.1", "completions/wspipe.bash", "completions/_wspipe", "completions/wspipe.fish", "completions/wspipe.ps1"} {
		if info, err := os.Stat(filepath.Join(first, name, file)); err != nil || info.Size() < 300 {
			t.Errorf("%s: %v", file, err)
		}
	}
	commit := strings.TrimSpace(inside(t, first, "git", "rev-parse", "HEAD"))
	want := regexp.MustCompile(`^wspipe 1\.2\.3-rc\.1\ncommit ` + commit + `\ndate 2026-11-27T15:00:00Z\ngo `)
	if got := inside(t, filepath.Join(first, name), "./wspipe", "version"); !want.MatchString(got) {
		t.Errorf("version: %s", got)
	}
}

// TestReleaseRefuses uncommitted files, and what isn't a version.
func TestReleaseRefuses(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	for _, args := range [][]string{{}, {"v1.2.3"}, {"1.2"}, {"1.2.3", "x"}, {"-a"}, {"-t"}, {"-x", "1.2.3"}, {"-t", "linux/amd64"}, {"-t", "", "1.2.3"}, {"1.2.3 x"}, {"../1.2.3"}} {
		cmd := exec.Command(bash, append([]string{"../scripts/release"}, args...)...)
		cmd.Env = []string{"PATH=" + t.TempDir()}
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 2 || !strings.HasPrefix(string(out), "usage: ") {
			t.Errorf("%q: status %d, %s", args, cmd.ProcessState.ExitCode(), out)
		}
	}
	dir := repository(t)
	writeFile(t, filepath.Join(dir, "more.txt"), "more")
	cmd := exec.Command(bash, "scripts/release", "1.2.3")
	cmd.Dir = dir
	if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "not committed") {
		t.Errorf("status %d, %s", cmd.ProcessState.ExitCode(), out)
	}
}

// repository copies the tree into a repository with one commit.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir := t.TempDir()
	copyTree(t, "..", dir)
	commitAll(t, dir)
	return dir
}

// commitAll turns a folder into a repository with one commit.
func commitAll(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "All of it"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_DIR="+filepath.Join(dir, ".git"), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=wspipe", "GIT_AUTHOR_EMAIL=wspipe", "GIT_COMMITTER_NAME=wspipe", "GIT_COMMITTER_EMAIL=wspipe",
			"GIT_AUTHOR_DATE=2026-11-27T15:00:00Z", "GIT_COMMITTER_DATE=2026-11-27T15:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
}
