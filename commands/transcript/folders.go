package transcript

import (
	"os"
	"path/filepath"
	"strings"

	"wspipe/commands/status"
)

// InFolders replaces each folder by the *.wst files in it, sorted by name as in a shell.
func InFolders(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
			files = append(files, name)
			continue
		}
		wrong, err := inFolder(name)
		if err != nil {
			return nil, err
		}
		files = append(files, wrong...)
	}
	return files, nil
}

func inFolder(name string) (files []string, err error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, status.Usagef("%s: %w", name, status.WithoutPath(err))
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".wst") && e.Name()[0] != '.' {
			files = append(files, filepath.Join(name, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, status.Usagef("%s: the folder has no *.wst in it", name)
	}
	return files, nil
}
