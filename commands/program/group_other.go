//go:build !unix && !windows

package program

import (
	"os"
	"os/exec"
)

// group is the program alone, where more can't be ended together.
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

// MindBrokenPipes has no signal to see to here.
func MindBrokenPipes() {}
