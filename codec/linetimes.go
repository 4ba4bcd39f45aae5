package codec

import (
	"bytes"
	"io"
	"time"
)

// lineTimes starts each line written through it with the time.
type lineTimes struct {
	w      io.Writer
	now    func() time.Time
	stamp  timestamp
	within bool // a line has begun
	out    []byte
}

func (l *lineTimes) Write(p []byte) (int, error) {
	l.out = l.out[:0]
	for rest := p; len(rest) > 0; {
		if !l.within {
			l.out = append(l.stamp.append(l.out, l.now(), 3), ' ')
		}
		n := bytes.IndexByte(rest, '\n') + 1
		if l.within = n == 0; l.within {
			n = len(rest)
		}
		l.out = append(l.out, rest[:n]...)
		rest = rest[n:]
	}
	if n, err := l.w.Write(l.out); err != nil || n < len(l.out) {
		return 0, err
	}
	return len(p), nil
}
