package program

import (
	"io"
	"os"
	"os/exec"
	"time"
)

// stderr copies a program's stderr to a writer; the zero value copies nothing.
type stderr struct {
	theirs, ours *os.File
	to           io.Writer
	done         chan struct{}
}

// begin sets cmd's stderr.
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

// copied is how many bytes are copied at a time: programs write little there, and there may be many
// of them.
const copied = 4 << 10

// began is called when cmd was started, or couldn't be.
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

// end returns when everything there is by then has been written.
func (s *stderr) end(by time.Time) {
	if s.ours == nil {
		return
	}
	_ = s.ours.SetReadDeadline(by)
	<-s.done
}

// untilLeft reads to the end of the file, or of what is there.
type untilLeft struct {
	program *Program
	file    *os.File
}

func (u untilLeft) Read(b []byte) (int, error) { return u.program.readLeft(u.file, b) }
