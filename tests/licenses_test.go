//go:build unix

package tests

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLicenses: version --licenses prints the complete licence of each module that is linked, on any system, and no
// other.
func TestLicenses(t *testing.T) {
	printed := asked(t, "version", "--licenses")
	shown := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^==== (\S+ v\S+): `).FindAllStringSubmatch(printed, -1) {
		shown[found[1]] = true
	}
	linked := map[string]string{}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		maps.Copy(linked, linkedModules(t, system))
	}
	if got, want := slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(linked)); !slices.Equal(got, want) {
		t.Errorf("scripts/licenses has to be run: it has\n%q, and linked are\n%q", got, want)
	}
	linked["wspipe"] = ".."
	for module, folder := range linked {
		files, err := filepath.Glob(filepath.Join(folder, "LICENSE*"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %q, %v", module, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if want := strings.ReplaceAll(string(text), "\r", ""); err != nil || !strings.Contains(printed, want) {
				t.Errorf("%s isn't there: %v", file, err)
			}
		}
	}
}

// linkedModules returns the modules in a build for a system, as "PATH VERSION", with their folders.
func linkedModules(t *testing.T, system string) map[string]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}|{{.Dir}}{{end}}{{end}}", "..")
	cmd.Env = append(os.Environ(), "GOOS="+system)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		module, folder, _ := strings.Cut(line, "|")
		modules[module] = folder
	}
	return modules
}
