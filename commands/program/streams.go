package program

import (
	"errors"
	"io"
	"os"
	"time"
)

// Read reads what the program prints. The end comes when it has ended: one that
// closes its stdout and goes on isn't at its end.
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

// lastLook is how long a pipe is looked at that somebody still holds whom we
// can't end. What they have written before is read in any case.
const lastLook = 10 * time.Millisecond

// readLeft reads from a pipe to its end; where its deadline has passed, to the
// end of what there is. Who may be left behind has had its time by then.
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

// Write gives the program input, and waits until it takes it.
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

// Hurry is for when there is nobody any more who sends: a program that takes no
// input for limit then gets none of the rest.
func (p *Program) Hurry(limit time.Duration) {
	p.hurry.Store(int64(limit))
	if p.started.Load() && p.in.SetWriteDeadline(time.Now().Add(limit)) != nil {
		time.AfterFunc(limit, p.Kill) // a pipe that knows no deadlines
	}
}
