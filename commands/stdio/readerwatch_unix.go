//go:build unix

package stdio

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// IgnoreBrokenPipes turns SIGPIPE into EPIPE, so that a Close frame can still be sent.
func IgnoreBrokenPipes() { signal.Ignore(syscall.SIGPIPE) }

// pollNothing is an event that poll can't report, so that it waits only for errors and hang-ups: a
// file or a pipe with room must not wake it.
const pollNothing = 0x80 // POLLRDBAND

// WatchReader calls gone when the reader of out has gone (`| head -1`), even if there is nothing to
// write. The returned function ends the watch.
func WatchReader(out io.Writer, gone func()) func() {
	f := fileOf(out)
	if f == nil {
		return func() {}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket|os.ModeCharDevice) == 0 {
		return func() {}
	}
	wake, end, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if pollHangUp(int32(descriptor(f)), int32(descriptor(wake))) {
			gone()
		}
	}()
	return func() {
		_ = end.Close()
		<-done
		_ = wake.Close()
	}
}

// pollHangUp waits until out has lost its reader, and returns false if stop hangs up first.
func pollHangUp(out, stop int32) bool {
	fds := []unix.PollFd{{Fd: out, Events: pollNothing}, {Fd: stop, Events: pollNothing}}
	for {
		_, err := unix.Poll(fds, -1)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil, fds[1].Revents != 0:
			return false
		case fds[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0:
			return true
		case fds[0].Revents != 0:
			return false // can't be watched
		}
	}
}
