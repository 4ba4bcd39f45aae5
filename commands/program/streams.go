package program

import (
	"errors"
	"io"
	"os"
	"time"
)

// Read reads the program's output, which ends when the program does: closing stdout doesn't end it.
func (p *Program) Read(b []byte) (int, error) {
	if !p.started.Load() {
		return 0, io.EOF
	}
	n, err := p.readLeft(p.out, b)
	if n > 0 || err == nil {
		return n, nil
	}
	<-p.exited
	return 0, io.EOF
}

// lastLook is how long to read from a pipe held by a process that we can't end. What was written
// before is read in any case.
const lastLook = 10 * time.Millisecond

// readLeft reads a pipe to its end or, after its deadline, to the end of what is there. By then, a
// process that may be left behind has had its time.
func (p *Program) readLeft(from *os.File, b []byte) (int, error) {
	n, err := from.Read(b)
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return n, err
	case p.o.Leaves:
		p.held.Store(true)
		return 0, err
	}
	_ = from.SetReadDeadline(time.Now().Add(lastLook))
	return from.Read(b)
}

// Write writes the program's input, and waits until it is accepted.
func (p *Program) Write(b []byte) (int, error) {
	if !p.started.Load() || p.deaf.Load() {
		return len(b), nil
	}
	if limit := p.hurry.Load(); limit > 0 {
		_ = p.in.SetWriteDeadline(time.Now().Add(time.Duration(limit)))
	}
	if _, err := p.in.Write(b); err != nil {
		p.deaf.Store(true)
	}
	return len(b), nil
}

// Hurry is called when the sender is gone: a program that accepts no input for limit gets none of
// the rest.
func (p *Program) Hurry(limit time.Duration) {
	p.hurry.Store(int64(limit))
	if p.started.Load() && p.in.SetWriteDeadline(time.Now().Add(limit)) != nil {
		time.AfterFunc(limit, p.Kill) // a pipe without deadlines
	}
}
