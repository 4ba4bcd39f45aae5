//go:build unix

package stdio

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Dispensable returns an input that the program can do without: it isn't read in the background,
// until the shell has brought the program to the foreground, nor if it can't be read, as under
// nohup.
func (s Streams) Dispensable() io.Reader {
	file := fileOf(s.In)
	if file == nil {
		return s.In
	}
	if s.Exit != nil && s.InTTY {
		signal.Ignore(syscall.SIGTTIN) // would stop the whole program
	}
	return &dispensable{s.In, file}
}

type dispensable struct {
	in   io.Reader
	file *os.File
}

// foregroundPause is how often to check whether the shell has brought us to the foreground.
const foregroundPause = 250 * time.Millisecond

func (d *dispensable) Read(b []byte) (int, error) {
	for {
		n, err := d.in.Read(b)
		switch {
		case n > 0:
			return n, nil // an error comes again
		case errors.Is(err, syscall.EBADF):
			return 0, io.EOF
		case !errors.Is(err, syscall.EIO):
			return n, err
		case !inBackground(d.file): // the terminal is gone
			return 0, io.EOF
		}
		time.Sleep(foregroundPause)
	}
}

// inBackground reports whether a shell has given the terminal to another process group.
func inBackground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(descriptor(terminal)), unix.TIOCGPGRP)
	return err == nil && group != unix.Getpgrp()
}
