package commands

import (
	"io"
	"os"
	"sync"

	"github.com/mattn/go-isatty"
)

// streams are the standard streams, and what was found out about them once.
type streams struct {
	in                    io.Reader
	out                   io.Writer
	err                   io.Writer // safe for several goroutines
	inTTY, outTTY, errTTY bool
	// exit ends the process at once; nil where that isn't ours alone, and its
	// signals then aren't ours to watch.
	exit func(status int)
}

func newStreams(in io.Reader, out, err io.Writer) streams {
	return streams{
		in: patientReader(in), out: patientWriter(out), err: &lineWriter{w: patientWriter(err)},
		inTTY: isTerminal(in), outTTY: isTerminal(out), errTTY: isTerminal(err),
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(descriptor(f)) || isatty.IsCygwinTerminal(descriptor(f)))
}

// sameFile tells whether two streams are one regular file, so that what is
// written to one is read from the other.
func sameFile(a, b any) bool {
	one, other := fileOf(a), fileOf(b)
	if one == nil || other == nil {
		return false
	}
	info, err := one.Stat()
	also, failed := other.Stat()
	return err == nil && failed == nil && info.Mode().IsRegular() && os.SameFile(info, also)
}

// feedsItself is an input that would never end.
func (s streams) feedsItself() error {
	if sameFile(s.in, s.out) {
		return usagef("stdin and stdout are the same file, which would grow without end")
	}
	return nil
}

// lineWriter keeps lines of several goroutines apart; each comes in one Write.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
