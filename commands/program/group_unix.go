//go:build unix

package program

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// group is a program and everything it started, except what left the group on purpose.
type group struct{ id int }

func (*group) prepare(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func (g *group) begin(cmd *exec.Cmd, _ bool) error {
	g.id = cmd.Process.Pid
	return nil
}

func (g *group) terminate() { _ = syscall.Kill(-g.id, syscall.SIGTERM) }

func (g *group) kill() { _ = syscall.Kill(-g.id, syscall.SIGKILL) }

// left reports, after the program itself has been waited for, whether any of its processes remain.
// If we are the system's first process, as in a container, we must reap what it left behind.
func (g *group) left() bool {
	for {
		if id, _ := syscall.Wait4(-g.id, nil, syscall.WNOHANG, nil); id <= 0 {
			break
		}
	}
	return !errors.Is(syscall.Kill(-g.id, 0), syscall.ESRCH)
}

func (*group) close() {}

func brokenPipe(state *os.ProcessState) bool {
	s, ok := state.Sys().(syscall.WaitStatus)
	return ok && s.Signaled() && s.Signal() == syscall.SIGPIPE
}

// MindBrokenPipes makes programs started from then on end when nobody reads their output, as in a
// shell: they would inherit that we ignore that signal. Nothing changes for us. Calling it once is
// enough.
func MindBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
