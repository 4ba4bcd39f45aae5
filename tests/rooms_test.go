package tests

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors returns the rooms of the program from the top down. A room may use those on lower floors, and none on its
// own unless listed.
func floors() [][]string {
	return [][]string{
		{"main"},
		{"commands"},
		{"completion"},
		{"manual"},
		{"flags"},
		{"session", "server", "suite", "pinging", "har", "export"},
		{"terminal"},
		{"keys", "conversation", "results", "recording"},
		{"transcript"},
		{"dial", "matcher"},
		{"stdio", "program"},
		{"status"},
		{"fault", "version", "duration", "queue", "guess"},
		{"client", "codec"},
	}
}

// roomOf returns the room of a package, by its path below the module; a package within a room belongs to it.
func roomOf(path string) string {
	switch first, rest, _ := strings.Cut(path, "/"); first {
	case "", ".":
		return "main"
	case "commands":
		if rest == "" {
			return "commands"
		}
		room, _, _ := strings.Cut(rest, "/")
		return room
	default:
		return first
	}
}

// Only arguments.go uses the library that fills the flags' fields, so nothing can read a flag by its name.
func TestFlagsAreNotReadByName(t *testing.T) {
	known := false
	for _, file := range programFiles(t) {
		for _, line := range strings.Split(string(source(t, file)), "\n") {
			if strings.Contains(line, `"github.com/urfave/cli/v2"`) {
				known = true
				if filepath.ToSlash(file) != "commands/arguments.go" {
					t.Errorf("%s knows urfave/cli", file)
				}
			}
		}
	}
	if !known {
		t.Error("commands/arguments.go doesn't know urfave/cli")
	}
}

// Imports only run down: none goes up, or to a room on the same floor.
func TestImportsRunDown(t *testing.T) {
	floorOf := func(room string) int {
		return slices.IndexFunc(floors(), func(rooms []string) bool { return slices.Contains(rooms, room) })
	}
	seen := map[string]bool{}
	for _, file := range programFiles(t) {
		from := roomOf(filepath.ToSlash(filepath.Dir(file)))
		seen[from] = true
		if floorOf(from) < 0 {
			t.Errorf("%s: the room %s is on no floor", file, from)
			continue
		}
		for _, path := range importsOf(t, file) {
			to := roomOf(path)
			if to != from && floorOf(to) <= floorOf(from) {
				t.Errorf("%s: %s must not know %s", file, from, to)
			}
		}
	}
	for _, room := range slices.Concat(floors()...) {
		if !seen[room] {
			t.Errorf("the room %s is empty", room)
		}
	}
}

func source(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", file))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// programFiles returns the program's Go files, without tests, relative to the module's root.
func programFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, root := range []string{".", "client", "codec", "commands"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && root == "." && path != "..":
				return fs.SkipDir
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				relative, _ := filepath.Rel("..", path)
				files = append(files, relative)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// importsOf returns a file's imports from this module, without the module's name.
func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	module, _, _ := strings.Cut(strings.TrimPrefix(string(source(t, "go.mod")), "module "), "\n")
	for _, spec := range parsed.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if inside, ok := strings.CutPrefix(path, module+"/"); ok {
			paths = append(paths, inside)
		}
	}
	return paths
}
