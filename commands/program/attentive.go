package program

import (
	"io"
	"sync/atomic"
	"time"
)

// attentive writes to a program, and asks meanwhile whether there is still
// somebody whose messages those are.
type attentive struct {
	*Program
	limit   time.Duration
	alive   func() bool
	looks   *time.Timer // runs while something is written
	writing atomic.Bool
}

// Attentive is Write for who reads nothing else while a program takes no input,
// and so wouldn't see the other end go: each time that lasts for limit, alive is
// asked, and once it says no, the program is in a Hurry.
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
