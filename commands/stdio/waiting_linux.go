package stdio

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// yielding returns the file to read in place of in, and a function that waits until a read of it
// won't block, unless another process reads what is there, and leaves the processor to others in the
// meantime: a blocking read keeps one until the runtime's monitor notices, and if there is no other,
// what the server sends is handled late.
//
// So the runtime's poller waits. It accepts only non-blocking descriptors, and in would then be
// non-blocking for everyone who shares it. A pipe can be opened again, which makes a description of
// our own; for others the poller accepts an epoll of ours that holds in.
func yielding(in *os.File) (from *os.File, wait func()) {
	if isWriteOnly(in) { // fails at once, but would be waited for
		return in, func() {}
	}
	if pipe := reopened(in); pipe != nil {
		return pipe, func() {}
	}
	ready := pollable(in)
	if ready == nil {
		return in, func() {}
	}
	fds := []unix.PollFd{{Fd: int32(descriptor(in)), Events: unix.POLLIN}}
	return in, func() {
		_ = ready.Read(func(uintptr) bool {
			n, err := unix.Poll(fds, 0)
			return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
		})
	}
}

func isWriteOnly(in *os.File) bool {
	flags, err := unix.FcntlInt(descriptor(in), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_WRONLY
}

// reopened returns a non-blocking file for the pipe or FIFO that in is; nil if it is neither, or if
// that can't be had.
func reopened(in *os.File) *os.File {
	info, err := in.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return nil
	}
	// Without O_NONBLOCK, a FIFO whose writers have gone would be waited for.
	own, err := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", descriptor(in)), os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	return own
}

// pollable returns an epoll that holds in; nil if a read never waits, as for a regular file, or
// waits for a person.
func pollable(in *os.File) syscall.RawConn {
	if isTerminal(in) {
		return nil
	}
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil
	}
	err = errors.Join(
		unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, int(descriptor(in)), &unix.EpollEvent{Events: unix.EPOLLIN}),
		unix.SetNonblock(epoll, true),
	)
	if err != nil {
		_ = unix.Close(epoll)
		return nil
	}
	ready, err := os.NewFile(uintptr(epoll), "epoll").SyscallConn()
	if err != nil {
		return nil
	}
	return ready
}
