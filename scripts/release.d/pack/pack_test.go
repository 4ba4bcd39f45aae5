package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tree returns a folder with a program and a text, whose times and modes depend on the machine.
func tree(t *testing.T, age time.Duration, umask os.FileMode) string {
	t.Helper()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"a/program": 0o755, "b.txt": 0o644} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode&^umask); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The same files make the same archive, whatever their times and the umask.
func TestPackIsTheSame(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1790000000")
	for _, form := range []string{".tar", ".tar.gz", ".zip"} {
		var made [2][]byte
		for i, dir := range []string{tree(t, time.Hour, 0), tree(t, 9000*time.Hour, 0o077)} {
			target := filepath.Join(t.TempDir(), "x"+form)
			if err := pack([]string{target, dir}); err != nil {
				t.Fatal(err)
			}
			made[i], _ = os.ReadFile(target)
		}
		if len(made[0]) == 0 || !bytes.Equal(made[0], made[1]) {
			t.Errorf("%s: %d and %d bytes that aren't the same", form, len(made[0]), len(made[1]))
		}
	}
}

func TestZipKeepsModes(t *testing.T) {
	var out bytes.Buffer
	if err := writeZip(&out, os.DirFS(tree(t, 0, 0)), time.Unix(1790000000, 0).UTC()); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || len(z.File) != 2 || z.File[0].Name != "a/program" || z.File[0].Mode() != 0o755 || z.File[1].Mode() != 0o644 {
		t.Errorf("%v, %v", z.File, err)
	}
}

func TestPackRefuses(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1790000000")
	for _, args := range [][]string{{}, {"x.tar"}, {filepath.Join(t.TempDir(), "x.rar"), t.TempDir()}, {"a.tar", "b", "c"}} {
		if pack(args) == nil {
			t.Errorf("%q is no error", args)
		}
	}
}

// Each blob of an image is named by its checksum, and the index leads to a program for each machine.
func TestImage(t *testing.T) {
	dir, content := t.TempDir(), tree(t, 0, 0)
	if err := image(dir, time.Unix(1790000000, 0).UTC(), []string{"amd64=" + content, "arm64=" + content}); err != nil {
		t.Fatal(err)
	}
	blobs, _ := filepath.Glob(filepath.Join(dir, "blobs", "sha256", "*"))
	for _, blob := range blobs {
		if text, _ := os.ReadFile(blob); digest(text) != "sha256:"+filepath.Base(blob) {
			t.Errorf("%s has another checksum", blob)
		}
	}
	type node struct {
		Manifests []descriptor
		Config    descriptor
	}
	var top, index node
	read(t, filepath.Join(dir, "index.json"), &top)
	read(t, blobOf(dir, top.Manifests[0]), &index)
	for i, arch := range []string{"amd64", "arm64"} {
		var manifest node
		var config struct {
			Architecture string
			Config       struct{ Entrypoint []string }
		}
		read(t, blobOf(dir, index.Manifests[i]), &manifest)
		read(t, blobOf(dir, manifest.Config), &config)
		if index.Manifests[i].Platform.Architecture != arch || config.Architecture != arch || strings.Join(config.Config.Entrypoint, " ") != "/usr/bin/wspipe" {
			t.Errorf("%s: %+v", arch, config)
		}
	}
}

func blobOf(dir string, d descriptor) string {
	return filepath.Join(dir, "blobs", strings.Replace(d.Digest, ":", "/", 1))
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
