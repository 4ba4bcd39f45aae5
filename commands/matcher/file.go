package matcher

import (
	"fmt"
	"io"
	"os"

	"wspipe/commands/status"
)

// maxFile is far more than a schema, or a message in a test, needs.
const maxFile = 64 << 20

// readFile reads a file relative to the working directory.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, status.Named(name, err)
	}
	defer file.Close()
	return ReadRegular(file)
}

// ReadRegular reads a whole regular file. It rejects devices, which may be endless.
func ReadRegular(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, status.Named(file.Name(), err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: it is not a regular file", file.Name())
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s: it has more than %d MiB", file.Name(), maxFile>>20)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile))
	return text, status.Named(file.Name(), err)
}
