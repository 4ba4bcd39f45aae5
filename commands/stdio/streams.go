// Package stdio handles the standard streams: it reads messages from stdin, writes them to stdout,
// says on stderr what happens, watches signals, and notices when the reader of stdout goes away. It
// knows no flags and makes no connections.
package stdio

import (
	"io"
	"os"
	"sync"

	"github.com/mattn/go-isatty"

	"wspipe/commands/status"
)

// Streams are the standard streams, and what is known about them.
type Streams struct {
	In                    io.Reader
	Out                   io.Writer
	Err                   io.Writer // safe for several goroutines
	InTTY, OutTTY, ErrTTY bool
	// Exit ends the process at once. It is nil if the process isn't ours alone; then its signals
	// aren't ours to watch.
	Exit func(status int)
}

// NewStreams checks once what the streams are.
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

// FeedsItself returns an error for an input that would never end.
func (s Streams) FeedsItself() error {
	if SameFile(s.In, s.Out) {
		return status.Usagef("stdin and stdout are the same file, which would grow without end")
	}
	return nil
}

// lineWriter keeps the lines of several goroutines apart; each line comes in one Write.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
