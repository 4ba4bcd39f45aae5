package main

import (
	"archive/zip"
	"io"
	"io/fs"
	"time"
)

func writeZip(out io.Writer, files fs.FS, when time.Time) error {
	z := zip.NewWriter(out)
	err := walk(files, func(path string, mode fs.FileMode, content []byte) error {
		if mode.IsDir() {
			return nil
		}
		header := &zip.FileHeader{Name: path, Method: zip.Deflate, Modified: when}
		header.SetMode(mode)
		file, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		_, err = file.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	return z.Close()
}
