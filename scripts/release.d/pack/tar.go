package main

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"io/fs"
	"time"
)

func writeTarGz(out io.Writer, files fs.FS, when time.Time) error {
	// The header has neither a name nor a time.
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := writeTar(z, files, when); err != nil {
		return err
	}
	return z.Close()
}

func writeTar(out io.Writer, files fs.FS, when time.Time) error {
	t := tar.NewWriter(out)
	err := walk(files, func(path string, mode fs.FileMode, content []byte) error {
		header := &tar.Header{Name: path, Mode: int64(mode.Perm()), ModTime: when, Size: int64(len(content)), Format: tar.FormatUSTAR}
		if mode.IsDir() {
			header.Typeflag, header.Name = tar.TypeDir, path+"/"
		}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		_, err := t.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	return t.Close()
}

// walk calls what for all folders and files except the root, in the order of their names, with a mode that doesn't depend
// on the umask.
func walk(files fs.FS, what func(path string, mode fs.FileMode, content []byte) error) error {
	return fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || path == ".":
			return err
		case d.IsDir():
			return what(path, fs.ModeDir|0o755, nil)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		return what(path, 0o644|executable(info), content)
	})
}

// executable returns the x bits for everyone if the owner has them.
func executable(info fs.FileInfo) fs.FileMode { return info.Mode() >> 6 & 1 * 0o111 }
