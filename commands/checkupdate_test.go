package commands

import (
	"os"
	"path/filepath"
	"testing"
)

// What somebody else wrote meanwhile isn't written over.
func TestUpdateOfAChangedFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.wst")
	f := &transcriptFile{name: name, text: []byte("url echo:\n< a\n")}
	if err := os.WriteFile(name, []byte("url echo:\n< a\n# edited\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.update(map[int]string{2: "b"}); err == nil || err.Error() != "it was changed meanwhile" {
		t.Error(err)
	}
	if now, err := os.ReadFile(name); err != nil || string(now) != "url echo:\n< a\n# edited\n" {
		t.Errorf("%q, %v", now, err)
	}
}

// Something else than a file stays what it is.
func TestUpdateOfNoFile(t *testing.T) {
	f := &transcriptFile{name: os.DevNull, text: []byte{}}
	if err := f.update(map[int]string{1: "b"}); err == nil {
		t.Error("it was written")
	}
}
