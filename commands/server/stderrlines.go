package server

import (
	"bytes"
	"fmt"
	"io"

	"wspipe/commands/status"
)

// stderrLines passes on what a client's program writes to stderr, with the client's number before
// each line.
type stderrLines struct {
	w      io.Writer // safe for several goroutines; takes whole lines
	number int
	rest   []byte // of a line that hasn't ended
}

// longestLine is how much of a line is held before it is broken, in bytes.
const longestLine = 8 << 10

func (l *stderrLines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		switch {
		case ended:
			l.say(bytes.TrimSuffix(line, []byte("\r")))
			l.rest = rest
		case len(l.rest) > longestLine:
			l.say(l.rest[:longestLine])
			l.rest = l.rest[longestLine:]
		default:
			l.rest = bytes.Clone(l.rest)
			return len(p), nil
		}
	}
}

// end writes a last line without an end.
func (l *stderrLines) end() {
	if len(l.rest) > 0 {
		l.say(l.rest)
		l.rest = nil
	}
}

func (l *stderrLines) say(line []byte) {
	fmt.Fprintf(l.w, "client %d: %s\n", l.number, status.Masked(string(line)))
}
