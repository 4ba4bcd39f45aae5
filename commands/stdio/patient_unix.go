//go:build unix

package stdio

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func wouldBlock(err error) bool { return errors.Is(err, syscall.EAGAIN) }

func awaitReadable(f *os.File) error { return await(f, unix.POLLIN) }

func awaitWritable(f *os.File) error { return await(f, unix.POLLOUT) }

// await also returns when f's other end is gone, which the next read or write then reports.
func await(f *os.File, events int16) error {
	fds := []unix.PollFd{{Fd: int32(descriptor(f)), Events: events}}
	for {
		if _, err := unix.Poll(fds, -1); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// descriptor returns a file's descriptor. Fd would make it blocking for everyone who shares it.
func descriptor(f *os.File) uintptr {
	fd := ^uintptr(0)
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(open uintptr) { fd = open })
	}
	return fd
}
