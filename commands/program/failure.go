package program

import (
	"errors"
	"os"
	"os/exec"

	"wspipe/commands/status"
)

// failure returns the error of a program that has ended.
func (p *Program) failure(state *os.ProcessState) error {
	if state == nil || state.Success() || p.forced.Load() || p.cut.Load() && brokenPipe(state) {
		return nil
	}
	return status.Localf("%s failed: %w", status.Printable(p.o.Command[0]), &exec.ExitError{ProcessState: state})
}

// Failure returns the program's own failure, once Exited is closed: nil if it succeeded, or if we
// had to end it. It is a status.LocalError, like that of Start.
func (p *Program) Failure() error {
	<-p.exited
	return p.failed
}

// failed returns the error of a program that can't be started.
func (c Command) failed(err error) error {
	return status.Localf("%s can't be started: %w", status.Printable(c[0]), cause(err))
}

var errHeld = errors.New("what it has left behind still holds what it prints")

var errEmpty = errors.New("it is empty")
