//go:build !unix && !windows

package program

import (
	"os"
	"os/exec"
)

// group is only the program itself, on systems that can't end more together.
type group struct{ process *os.Process }

func (*group) prepare(*exec.Cmd) {}

func (g *group) begin(cmd *exec.Cmd, _ bool) error {
	g.process = cmd.Process
	return nil
}

func (g *group) terminate() { g.kill() }

func (g *group) kill() { _ = g.process.Kill() }

func (*group) left() bool { return false }

func (*group) close() {}

func brokenPipe(*os.ProcessState) bool { return false }

// MindBrokenPipes does nothing here: there is no such signal.
func MindBrokenPipes() {}
