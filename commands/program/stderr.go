package program

import (
	"io"
	"os"
	"os/exec"
	"time"
)

// stderr is the way from a program's to a writer; the zero value has none to go.
type stderr struct {
	theirs, ours *os.File
	to           io.Writer
	done         chan struct{}
}

// begin says to cmd where its stderr goes.
func (s *stderr) begin(cmd *exec.Cmd, to io.Writer) (err error) {
	if file, ok := to.(*os.File); ok || to == nil {
		if ok {
			cmd.Stderr = file
		}
		return nil
	}
	s.to = to
	s.ours, s.theirs, err = os.Pipe()
	cmd.Stderr = s.theirs
	return err
}

// copied is how much is copied at a time, in bytes: little is said there, and
// there may be many.
const copied = 4 << 10

// began is for when cmd was started, or wasn't.
func (s *stderr) began(p *Program) {
	if s.ours == nil {
		return
	}
	_ = s.theirs.Close()
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		defer s.ours.Close()
		_, _ = io.CopyBuffer(s.to, untilLeft{p, s.ours}, make([]byte, copied))
	}()
}

// end returns when all that there is by then was written.
func (s *stderr) end(by time.Time) {
	if s.ours == nil {
		return
	}
	_ = s.ours.SetReadDeadline(by)
	<-s.done
}

// untilLeft reads to the end, or to that of what there is.
type untilLeft struct {
	program *Program
	file    *os.File
}

func (u untilLeft) Read(b []byte) (int, error) { return u.program.readLeft(u.file, b) }
