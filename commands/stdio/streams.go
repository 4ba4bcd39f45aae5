// Package stdio is the standard streams: how messages are read from stdin and
// written to stdout, what stderr says meanwhile, signals, and the reader of
// stdout that goes away. It knows no flags and makes no connection.
package stdio

import (
	"io"
	"os"
	"sync"

	"github.com/mattn/go-isatty"

	"wspipe/commands/status"
)

// Streams are the standard streams, and what was found out about them once.
type Streams struct {
	In                    io.Reader
	Out                   io.Writer
	Err                   io.Writer // safe for several goroutines
	InTTY, OutTTY, ErrTTY bool
	// exit ends the process at once; nil where that isn't ours alone, and its
	// signals then aren't ours to watch.
	Exit func(status int)
}

// NewStreams looks once what the streams are.
func NewStreams(in io.Reader, out, err io.Writer) Streams {
	return Streams{
		In: patientReader(in), Out: patientWriter(out), Err: &lineWriter{w: patientWriter(err)},
		InTTY: isTerminal(in), OutTTY: isTerminal(out), ErrTTY: isTerminal(err),
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(descriptor(f)) || isatty.IsCygwinTerminal(descriptor(f)))
}

// FeedsItself is an input that would never end.
func (s Streams) FeedsItself() error {
	if SameFile(s.In, s.Out) {
		return status.Usagef("stdin and stdout are the same file, which would grow without end")
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
