package program

import (
	"errors"
	"os"
	"os/exec"

	"wspipe/commands/status"
)

// failure is that of a program which has ended.
func (p *Program) failure(state *os.ProcessState) error {
	if state == nil || state.Success() || p.forced.Load() || p.cut.Load() && brokenPipe(state) {
		return nil
	}
	return status.Localf("%s failed: %w", status.Printable(p.o.Command[0]), &exec.ExitError{ProcessState: state})
}

// Failure is the program's own, once Exited is closed: nil where it went well,
// or where we had to end it. It is a status.LocalError, as that of Start is.
func (p *Program) Failure() error {
	<-p.exited
	return p.failed
}

// failed is the error of one that can't be started.
func (c Command) failed(err error) error {
	return status.Localf("%s can't be started: %w", status.Printable(c[0]), cause(err))
}

var errHeld = errors.New("what it has left behind still holds what it prints")

var errEmpty = errors.New("it is empty")
