package stdio

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// yielding returns a function that waits until a read of in won't block, unless another process
// reads what is there, and leaves the processor to others in the meantime: a blocking read keeps
// one until the runtime's monitor notices, and if there is no other, what the server sends is
// handled late.
//
// So the runtime's poller waits. It accepts only non-blocking descriptors, and in would then be
// non-blocking for everyone who shares it, but it accepts an epoll of ours that holds in.
func yielding(in *os.File) (wait func()) {
	ready := pollable(in)
	if ready == nil {
		return func() {}
	}
	fds := []unix.PollFd{{Fd: int32(descriptor(in)), Events: unix.POLLIN}}
	return func() {
		_ = ready.Read(func(uintptr) bool {
			n, err := unix.Poll(fds, 0)
			return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
		})
	}
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
