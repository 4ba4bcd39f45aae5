package suite

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A file that has changed in the meantime isn't overwritten.
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

// Anything but a regular file is left alone.
func TestUpdateOfNoFile(t *testing.T) {
	f := &transcriptFile{name: os.DevNull, text: []byte{}}
	if err := f.update(map[int]string{1: "b"}); err == nil {
		t.Error("it was written")
	}
}

// A file keeps its other names, its owner and its mode.
func TestUpdateKeepsLinksAndOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("other modes")
	}
	folder := t.TempDir()
	name, link := filepath.Join(folder, "a.wst"), filepath.Join(folder, "b.wst")
	text := "url echo:\n< a much longer line\n"
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(name, link); err != nil {
		t.Skip(err)
	}
	f := &transcriptFile{name: name, text: []byte(text)}
	if err := f.update(map[int]string{2: "b"}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, link, "url echo:\n< b\n", 0o640)
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(name, 12, 34); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	f.text = []byte("url echo:\n< b\n")
	if err := f.update(map[int]string{2: "c"}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, name, "url echo:\n< c\n", 0o640)
	after, err := os.Stat(name)
	if err != nil || os.Geteuid() == 0 && !os.SameFile(before, after) {
		t.Errorf("another file, %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".*")); err != nil || len(left) > 0 {
		t.Errorf("%q was left, %v", left, err)
	}
}

func wantFile(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	now, err := os.ReadFile(name)
	if err != nil || string(now) != text {
		t.Errorf("%s has %q, %v, want %q", name, now, err, text)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
		t.Errorf("%s: %v, %v", name, info.Mode(), err)
	}
}
