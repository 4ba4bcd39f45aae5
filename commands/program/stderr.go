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
	copied       chan struct{}
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

// began is for when cmd was started, or wasn't.
func (s *stderr) began() {
	if s.ours == nil {
		return
	}
	_ = s.theirs.Close()
	s.copied = make(chan struct{})
	go func() {
		defer close(s.copied)
		defer s.ours.Close()
		_, _ = io.Copy(s.to, untilLeft{s.ours})
	}()
}

// end returns when all that there is was written.
func (s *stderr) end() {
	if s.ours == nil {
		return
	}
	_ = s.ours.SetReadDeadline(time.Now())
	<-s.copied
}

// untilLeft reads to the end, or to that of what there is.
type untilLeft struct{ file *os.File }

func (u untilLeft) Read(b []byte) (int, error) { return readLeft(u.file, b) }
