package program

import (
	"io"
	"time"
)

// End closes the program's stdin, and returns when nothing is left of it except what it may leave
// behind, after at most twice its patience. The error is the program's failure; a program that we
// had to end has none.
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

// stop ends a program that doesn't end by itself.
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

// drained is how much output is still read from a program that should end, so that it can finish by
// itself.
const drained = 1 << 20 // in bytes

func (p *Program) drain() {
	_, _ = io.CopyN(io.Discard, p.out, drained)
	p.cut.Store(true)
	_ = p.out.Close()
}

// oversee waits until nothing is left of the program. What it leaves behind is given time to end,
// and then ended, unless it may stay.
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

// lookAgain is how often to check whether a group has ended, since the system doesn't notify us.
const lookAgain = 10 * time.Millisecond

// leaves waits for the processes that the program started, after its own end. A killed process
// whose parent is gone may stay in the process table for long.
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

// Kill ends the program, and everything it started, at once.
func (p *Program) Kill() {
	if p.lives() {
		p.forced.Store(true)
		p.group.kill()
		p.killed.Store(true)
	}
}

// lives reports whether the group may still be signalled: the number of an ended group is reused
// one day, and what a program left behind isn't ours.
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
