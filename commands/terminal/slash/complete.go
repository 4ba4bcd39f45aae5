package slash

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Completion lists the possible replacements for what was typed since From.
type Completion struct {
	From       int
	Candidates []string // sorted
	// Final means that a lone candidate is complete, so that a blank may follow.
	Final bool
}

// Complete returns the completions of a command typed so far. Relative file names are resolved in dir.
func Complete(typed, dir string) Completion {
	name, argument, ok := strings.Cut(strings.TrimPrefix(typed, "/"), " ")
	if !ok {
		return Completion{1, names(name), true}
	}
	c, _ := Find(name)
	from := len(typed) - len(argument)
	found := beginning(c.values, argument)
	if c.files {
		found = append(found, files(argument, dir)...)
	}
	return Completion{from, found, false}
}

func names(prefix string) []string {
	var all []string
	for _, c := range Table() {
		all = append(all, c.Name)
	}
	slices.Sort(all)
	return beginning(all, prefix)
}

func beginning(all []string, prefix string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(s, prefix) {
			found = append(found, s)
		}
	}
	return found
}

// files returns the files whose names begin with prefix; folders end with a slash.
func files(prefix, dir string) []string {
	folder, base := filepath.Split(prefix)
	where := folder
	if !filepath.IsAbs(folder) {
		where = filepath.Join(dir, folder)
	}
	entries, _ := os.ReadDir(where)
	var found []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || base == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if info, err := os.Stat(filepath.Join(where, name)); err == nil && info.IsDir() {
			name += "/"
		}
		found = append(found, folder+name)
	}
	return found
}

// Common returns the longest common prefix.
func Common(all []string) string {
	if len(all) == 0 {
		return ""
	}
	common := all[0]
	for _, s := range all[1:] {
		for !strings.HasPrefix(s, common) {
			runes := []rune(common)
			common = string(runes[:len(runes)-1])
		}
	}
	return common
}
