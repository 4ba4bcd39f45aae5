package program

import (
	"io"
	"sync/atomic"
	"time"
)

// attentive writes to a program, and in the meantime checks whether the sender is still there.
type attentive struct {
	*Program
	limit   time.Duration
	alive   func() bool
	looks   *time.Timer // runs during a write
	writing atomic.Bool
}

// Attentive returns a Writer for a caller that reads nothing else while the program accepts no
// input, and so wouldn't notice that the other end is gone: each time a write has taken limit, it
// calls alive, and once that returns false, it calls Hurry.
func (p *Program) Attentive(limit time.Duration, alive func() bool) io.Writer {
	a := &attentive{Program: p, limit: limit, alive: alive}
	a.looks = time.AfterFunc(limit, a.look)
	return a
}

func (a *attentive) Write(b []byte) (int, error) {
	a.writing.Store(true)
	defer a.writing.Store(false)
	a.looks.Reset(a.limit)
	defer a.looks.Stop()
	return a.Program.Write(b)
}

func (a *attentive) look() {
	switch {
	case !a.writing.Load():
	case a.alive():
		a.looks.Reset(a.limit)
	default:
		a.Hurry(a.limit)
	}
}
