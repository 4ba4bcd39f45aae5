// Command pack makes reproducible archives: files in order, with one time, SOURCE_DATE_EPOCH, and without an owner.
package main

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := pack(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// pack implements `pack ARCHIVE FOLDER`, which packs the contents of FOLDER into ARCHIVE, a tar, a tar.gz or a zip by its
// name. `pack -sums FOLDER` writes its SHA256SUMS, and `pack -image FOLDER ARCH=FOLDER…` an image.
func pack(args []string) error {
	if len(args) < 2 || len(args) > 2 && args[0] != "-image" {
		return fmt.Errorf("usage: pack ARCHIVE FOLDER, -sums FOLDER, or -image FOLDER ARCH=FOLDER…, not %q", args)
	}
	if args[0] == "-sums" {
		return sums(args[1])
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	when := time.Unix(seconds, 0).UTC()
	if args[0] == "-image" {
		return image(args[1], when, args[2:])
	}
	return archive(args[0], args[1], when)
}

func archive(target, folder string, when time.Time) error {
	out, err := os.Create(target)
	if err != nil {
		return err
	}
	defer out.Close()
	files := os.DirFS(folder)
	switch name := path.Base(target); {
	case strings.HasSuffix(name, ".zip"):
		err = writeZip(out, files, when)
	case strings.HasSuffix(name, ".tar.gz"):
		err = writeTarGz(out, files, when)
	case strings.HasSuffix(name, ".tar"):
		err = writeTar(out, files, when)
	default:
		err = fmt.Errorf("%s is no .tar, .tar.gz or .zip", name)
	}
	if err != nil {
		return err
	}
	return out.Close()
}
