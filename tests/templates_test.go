//go:build unix

package tests

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	unixArchives    = []string{"linux-amd64.tar.gz", "linux-arm64.tar.gz", "linux-armv7.tar.gz", "linux-386.tar.gz", "darwin-amd64.tar.gz", "darwin-arm64.tar.gz"}
	windowsArchives = []string{"windows-amd64.zip", "windows-arm64.zip"}
)

// TestTemplates: with a home, each package manager's file has the URLs of the archives that it can install, with
// their checksums.
func TestTemplates(t *testing.T) {
	t.Parallel()
	brew := []string{"linux-amd64.tar.gz", "linux-arm64.tar.gz", "darwin-amd64.tar.gz", "darwin-arm64.tar.gz"}
	dist := filledFor(t, "git.example.com/~x/wspipe", slices.Concat(unixArchives, windowsArchives, []string{"freebsd-amd64.tar.gz"}))
	for name, test := range map[string]struct {
		archives []string
		pair     string // the download and its checksum
	}{
		"wspipe.rb":                   {brew, `url "https://git\.example\.com/~x/wspipe/releases/download/v1\.2\.3/wspipe-1\.2\.3-(\S+)"\s+sha256 "(\w+)"`},
		"wspipe.json":                 {windowsArchives, `"url": "https://git\.example\.com/~x/wspipe/releases/download/v1\.2\.3/wspipe-1\.2\.3-(\S+)",\s+"hash": "(\w+)"`},
		"wspipe.nix":                  {unixArchives, `name = "(\S+)";\s+sha256 = "(\w+)"`},
		"~x.wspipe.installer.yaml":    {windowsArchives, `InstallerUrl: https://git\.example\.com/~x/wspipe/releases/download/v1\.2\.3/wspipe-1\.2\.3-(\S+)\s+InstallerSha256: (\w+)`},
		"~x.wspipe.locale.en-US.yaml": {nil, `no checksum (is) (here)`},
		"~x.wspipe.yaml":              {nil, `no checksum (is) (here)`},
	} {
		content, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		want := map[string]string{}
		for _, archive := range test.archives {
			want[strings.TrimSuffix(archive, ".tar.gz")] = sumOf(archive)
		}
		pairs := regexp.MustCompile(test.pair).FindAllStringSubmatch(text, -1)
		for _, pair := range pairs {
			if archive := strings.TrimSuffix(pair[1], ".tar.gz"); want[archive] != pair[2] {
				t.Errorf("%s: the checksum of %s is %s", name, pair[1], pair[2])
			}
		}
		if len(pairs) != len(want) || strings.Contains(text, "@") || !strings.Contains(text, "1.2.3") {
			t.Errorf("%s: %d of %d archives are in\n%s", name, len(pairs), len(want), text)
		}
	}
}

// TestTemplatesOfSomeSystems: files that lack an archive aren't written, and without a home none are.
func TestTemplatesOfSomeSystems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		home     string
		archives []string
		want     string
	}{
		{"example.org/one/wspipe", unixArchives, "SHA256SUMS wspipe.nix wspipe.rb"},
		{"example.org/one/wspipe", windowsArchives, "SHA256SUMS one.wspipe.installer.yaml one.wspipe.locale.en-US.yaml one.wspipe.yaml wspipe.json"},
		{"example.org/one/wspipe", nil, "SHA256SUMS"},
		{"wspipe", unixArchives, "SHA256SUMS"},
	} {
		files, _ := os.ReadDir(filledFor(t, test.home, test.archives))
		var got []string
		for _, file := range files {
			got = append(got, file.Name())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s, %s: %q", test.home, test.archives, got)
		}
	}
}

// filledFor returns a folder in which scripts/release.d/fill has run, for release 1.2.3 of that home, with archives
// with those endings.
func filledFor(t *testing.T, home string, archives []string) (dist string) {
	t.Helper()
	for _, program := range []string{"bash", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no " + program)
		}
	}
	dir := t.TempDir()
	dist = filepath.Join(dir, "dist")
	if err := os.CopyFS(filepath.Join(dir, "scripts/release.d"), os.DirFS("../scripts/release.d")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.mod"), "module "+home+"\n")
	commitAll(t, dir)
	if err := os.Mkdir(dist, 0o755); err != nil {
		t.Fatal(err)
	}
	var sums strings.Builder
	for _, archive := range archives {
		fmt.Fprintf(&sums, "%s  wspipe-1.2.3-%s\n", sumOf(archive), archive)
	}
	writeFile(t, filepath.Join(dist, "SHA256SUMS"), sums.String())
	cmd := exec.Command("bash", "scripts/release.d/fill", "dist")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "VERSION=1.2.3")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dist
}

func sumOf(archive string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(archive))) }
