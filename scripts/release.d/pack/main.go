// Command pack makes an archive, the same one of the same files: in their
// order, with one time, SOURCE_DATE_EPOCH, and nobody as their owner.
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

// pack is for `pack ARCHIVE FOLDER`: what is in FOLDER goes into ARCHIVE, which
// is a tar, a tar.gz or a zip by its name. `pack -sums FOLDER` writes its SHA256SUMS.
func pack(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: pack ARCHIVE FOLDER, or -sums FOLDER, not %q", args)
	}
	if args[0] == "-sums" {
		return sums(args[1])
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	out, err := os.Create(args[0])
	if err != nil {
		return err
	}
	defer out.Close()
	files, when := os.DirFS(args[1]), time.Unix(seconds, 0).UTC()
	switch name := path.Base(args[0]); {
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
