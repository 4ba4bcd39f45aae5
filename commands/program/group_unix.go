//go:build unix

package program

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// group is a program and all that it has started, unless that left on purpose.
type group struct{ id int }

func (*group) prepare(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func (g *group) begin(cmd *exec.Cmd, _ bool) error {
	g.id = cmd.Process.Pid
	return nil
}

func (g *group) terminate() { _ = syscall.Kill(-g.id, syscall.SIGTERM) }

func (g *group) kill() { _ = syscall.Kill(-g.id, syscall.SIGKILL) }

// left tells, once the program itself was waited for, whether anything is there.
// Where we are the system's first process, as in a container, what it has left
// behind is ours to be waited for.
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

// MindBrokenPipes has the programs that are started from then on end when
// nobody reads what they print, as in a shell. For us, who ignored that signal
// and handed it down so, nothing changes. Once is enough.
func MindBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
