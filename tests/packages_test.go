//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPackages makes a deb, an rpm and an apk of a stand-in for the program, in two folders. Both must be the same,
// with everything in its place.
func TestPackages(t *testing.T) {
	t.Parallel()
	nfpm, err := exec.LookPath(filepath.Join(peersDir(t), "bin", "nfpm"))
	if err != nil {
		missingPeer(t, "nfpm (.ci/run installs it)")
	}
	documents, program := t.TempDir(), filepath.Join(t.TempDir(), "program")
	for _, name := range []string{"LICENSE", "README.md", "THIRD-PARTY-LICENSES.txt", "man/wspipe.1", "completions/wspipe.bash", "completions/wspipe.fish", "completions/_wspipe"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(documents, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(documents, name), name)
	}
	writeFile(t, program, "program")
	made := map[string][]string{}
	for range 2 {
		dir := t.TempDir()
		cmd := exec.Command("bash", "../scripts/release.d/packages", program, "armv7", documents, dir)
		cmd.Env = append(os.Environ(), "VERSION=1.2.3-rc.1", "SOURCE_DATE_EPOCH=1790000000", "MAINTAINER=wspipe <wspipe@example.org>", "PATH="+filepath.Dir(nfpm)+":"+os.Getenv("PATH"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, file := range files {
			content, _ := os.ReadFile(file)
			made[filepath.Base(file)] = append(made[filepath.Base(file)], string(content))
		}
	}
	for _, name := range []string{"wspipe_1.2.3~rc.1_armhf.deb", "wspipe-1.2.3~rc.1-1.armv7hl.rpm", "wspipe_1.2.3_rc.1_armv7.apk"} {
		if contents := made[name]; len(contents) != 2 || contents[0] != contents[1] {
			t.Errorf("%s was made %d times, or is another", name, len(contents))
		}
	}
	if len(made) != 3 {
		t.Errorf("%d packages", len(made))
	}
	debHolds(t, made["wspipe_1.2.3~rc.1_armhf.deb"][0])
}

func debHolds(t *testing.T, deb string) {
	t.Helper()
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Skip("no dpkg-deb")
	}
	file := filepath.Join(t.TempDir(), "deb")
	writeFile(t, file, deb)
	list := inside(t, ".", "dpkg-deb", "-c", file)
	for _, want := range []string{"-rwxr-xr-x root/root ", " ./usr/bin/wspipe\n", " ./usr/share/man/man1/wspipe.1.gz\n", " ./usr/share/bash-completion/completions/wspipe\n",
		" ./usr/share/zsh/vendor-completions/_wspipe\n", " ./usr/share/fish/vendor_completions.d/wspipe.fish\n", " ./usr/share/doc/wspipe/copyright\n"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in\n%s", want, list)
		}
	}
}
