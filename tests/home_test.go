//go:build unix

package tests

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestHome gives a copy of the tree a home, then another one, and then none. With a home, every import resolves and
// everything is formatted; at the end the tree is as it was.
func TestHome(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	dir := t.TempDir()
	copyTree(t, "..", dir)
	for _, home := range []string{"git.example.com/~x/wspipe", "example.org/some-one/wspipe", "wspipe"} {
		inside(t, dir, "bash", "scripts/home", home)
		for folder, want := range map[string]string{".": home, "tests/fuzz": home + "/tests/fuzz"} {
			if got := strings.TrimSpace(inside(t, filepath.Join(dir, folder), "go", "list", "-m")); got != want {
				t.Errorf("%s: the module in %s is %s", home, folder, got)
			}
		}
		source := home
		if home == "wspipe" {
			source = "git.example/wspipe"
		}
		if got := inside(t, dir, "grep", "WSPIPE_SOURCE:", "scripts/action/gitlab.yml"); got != "    WSPIPE_SOURCE: https://"+source+"\n" {
			t.Errorf("%s: GitLab's include has %q", home, got)
		}
		if home == "example.org/some-one/wspipe" {
			inside(t, dir, "go", "list", "-deps", "-test", "./...")
			inside(t, dir, "go", "build", "./commands/status", "./commands/version")
			if unformatted := inside(t, dir, "gofmt", "-l", "."); unformatted != "" {
				t.Errorf("not formatted: %s", unformatted)
			}
		}
	}
	sameTree(t, "..", dir)
}

// TestHomeRefuses names from which go install would make another program.
func TestHomeRefuses(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	for _, home := range []string{"", "-x", "someone/wspipe", "example.org/other", "https://example.org/wspipe", "example.org/a b/wspipe", "/example.org/wspipe", "example.org//wspipe", "example.org/wspipe/v2"} {
		cmd := exec.Command(bash, "../scripts/home", home)
		cmd.Env = []string{"PATH=" + t.TempDir()}
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 2 || len(out) == 0 {
			t.Errorf("%q: status %d, %s", home, cmd.ProcessState.ExitCode(), out)
		}
	}
}

func inside(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, out.String(), stderr.String())
	}
	return out.String()
}

// sources calls what for each file of the tree in dir, with its path relative to dir.
func sources(t *testing.T, dir string, what func(path string, mode fs.FileMode, text []byte)) {
	t.Helper()
	ours := map[string]bool{"client": true, "codec": true, "commands": true, "scripts": true, "tests": true}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		below, _ := filepath.Rel(dir, path)
		first, _, _ := strings.Cut(below, string(filepath.Separator))
		switch {
		case err != nil:
			return err
		case d.IsDir() && below != "." && !ours[first]:
			return fs.SkipDir
		case below == ".git": // a worktree's: git in the copy would use its index
			return nil
		case !d.Type().IsRegular() || strings.HasPrefix(below, "wspipe"):
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		what(below, info.Mode(), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	sources(t, from, func(path string, mode fs.FileMode, text []byte) {
		target := filepath.Join(to, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, text, mode); err != nil {
			t.Fatal(err)
		}
	})
}

func sameTree(t *testing.T, want, got string) {
	t.Helper()
	count := 0
	sources(t, want, func(path string, mode fs.FileMode, text []byte) {
		count++
		other, err := os.ReadFile(filepath.Join(got, path))
		info, _ := os.Stat(filepath.Join(got, path))
		if err != nil || !bytes.Equal(other, text) || info.Mode() != mode {
			t.Errorf("%s is another: %v", path, err)
		}
	})
	if count < 500 {
		t.Errorf("only %d files", count)
	}
}
