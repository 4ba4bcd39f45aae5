//go:build unix

package server

import (
	"errors"
	"net"
	"os"
	"syscall"
)

// offer writes to a connection what it takes without blocking. It is kept so that a write allocates
// nothing; it isn't safe for concurrent use.
type offer struct {
	raw   syscall.RawConn // nil: not available
	write func(fd uintptr) bool
	p     []byte
	n     int
	err   error
}

func newOffer(conn net.Conn) *offer {
	o := &offer{}
	o.write = func(fd uintptr) bool {
		o.n, o.err = syscall.Write(int(fd), o.p)
		return true
	}
	if socket, ok := conn.(syscall.Conn); ok {
		o.raw, _ = socket.SyscallConn()
	}
	return o
}

func (o *offer) make(p []byte) (int, error) {
	if o.raw == nil {
		return 0, nil
	}
	o.p = p
	err := o.raw.Write(o.write)
	o.p = nil
	switch {
	case err != nil:
		return 0, err
	case errors.Is(o.err, syscall.EAGAIN), errors.Is(o.err, syscall.EINTR):
		return 0, nil
	case o.err != nil:
		return 0, os.NewSyscallError("write", o.err)
	}
	return o.n, nil
}
