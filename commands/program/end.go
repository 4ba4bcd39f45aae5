package program

import (
	"io"
	"time"
)

// End closes the program's stdin, and returns when nothing of it is left but
// what it may leave behind, after twice its patience at most. The error is its
// failure: one that we had to end has none.
func (p *Program) End() error { return p.EndWithin(p.o.Patience) }

// EndWithin is End with less patience.
func (p *Program) EndWithin(patience time.Duration) error {
	if !p.started.Load() {
		return nil
	}
	p.end.Do(func() {
		_ = p.in.Close()
		go p.drain()
	})
	select {
	case <-p.over:
	case <-time.After(patience):
		p.stop(patience)
	}
	if p.failed == nil && p.held.Load() {
		return errHeld
	}
	return p.failed
}

// stop ends the program in spite of itself.
func (p *Program) stop(patience time.Duration) {
	p.terminate()
	select {
	case <-p.over:
		return
	case <-time.After(patience):
	}
	p.Kill()
	<-p.over
}

// drained is how much is read of what a program prints that should end, so that
// it comes to its end by itself.
const drained = 1 << 20 // bytes

func (p *Program) drain() {
	_, _ = io.CopyN(io.Discard, p.out, drained)
	p.cut.Store(true)
	_ = p.out.Close()
}

// oversee waits until nothing is left of the program. What it leaves behind when
// it ends may end as it does, or is ended, unless it may stay.
func (p *Program) oversee() {
	defer p.group.close()
	defer close(p.over)
	<-p.exited
	last := time.Duration(0)
	if p.o.Leaves {
		last = p.o.Patience
	} else {
		p.endGroup()
	}
	by := time.Now().Add(last)
	_ = p.out.SetReadDeadline(by)
	p.stderr.end(by)
}

func (p *Program) endGroup() {
	if !p.leaves(p.o.Patience) {
		p.terminate()
		if !p.leaves(p.o.Patience) {
			p.Kill()
		}
	}
}

// lookAgain is how often we look whether a group has ended, of which the system
// doesn't tell.
const lookAgain = 10 * time.Millisecond

// leaves waits for what the program has started, once it has ended itself. Who
// was killed, and has nobody who waits for it, may stand in the system's table
// for long.
func (p *Program) leaves(limit time.Duration) bool {
	for deadline := time.Now().Add(limit); p.group.left() && !p.killed.Load(); time.Sleep(lookAgain) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

func (p *Program) terminate() {
	if p.lives() {
		p.forced.Store(true)
		p.group.terminate()
	}
}

// Kill ends the program, and all that it has started, at once.
func (p *Program) Kill() {
	if p.lives() {
		p.forced.Store(true)
		p.group.kill()
		p.killed.Store(true)
	}
}

// lives: a group that has ended is somebody else's one day, and what a program
// has left behind is.
func (p *Program) lives() bool {
	ended := p.over
	if p.o.Leaves {
		ended = p.exited
	}
	select {
	case <-ended:
		return false
	default:
		return p.started.Load()
	}
}
