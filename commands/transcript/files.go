package transcript

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
)

// Beside returns a function that reads the files that a transcript names, relative to folder, which
// holds the transcript. Unless free is set, it reads no file outside of that folder, whether by ..,
// by an absolute path or through a link.
func Beside(folder string, free bool) matcher.ReadFile {
	return func(name string) ([]byte, error) {
		if free {
			return readFree(folder, name)
		}
		if err := Confined(name); err != nil {
			return nil, err
		}
		root, err := os.OpenRoot(folder)
		if err != nil {
			return nil, err
		}
		defer root.Close() //nolint:errcheck // nothing is lost with it
		file, err := root.Open(filepath.FromSlash(name))
		if err != nil {
			return nil, status.Named(name, err)
		}
		defer file.Close()
		return matcher.ReadRegular(file)
	}
}

func readFree(folder, name string) ([]byte, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, status.Named(name, err)
	}
	defer file.Close()
	return matcher.ReadRegular(file)
}

// Confined rejects a name that leads out of a folder by itself. Links that lead out are left to
// os.Root.
func Confined(name string) error {
	slashed := filepath.ToSlash(name)
	switch {
	case slices.Contains(strings.Split(slashed, "/"), ".."):
		return fmt.Errorf("%s: without --allow-run no path has .. in it", name)
	case !filepath.IsLocal(name) || path.IsAbs(slashed):
		return fmt.Errorf("%s: without --allow-run a path stays beneath its folder", name)
	}
	return nil
}
