package server

import (
	"net"
	"sync/atomic"
	"syscall"

	"wspipe/client/errno"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// arrivals is a listener that reports temporary errors and goes on. Each is reported once until a
// client connects again; the caller of Accept tries again after a while.
type arrivals struct {
	net.Listener
	voice *stdio.Voice
	// wrap may wrap a connection.
	wrap func(net.Conn) net.Conn
	said atomic.Bool
}

func (a *arrivals) Accept() (net.Conn, error) {
	conn, err := a.Listener.Accept()
	if err == nil {
		a.said.Store(false)
		return a.wrap(conn), nil
	}
	if problem := passing(err); problem != "" {
		if !a.said.Swap(true) {
			a.voice.Say("no more clients can come for now: " + problem)
		}
		err = &passingError{err}
	}
	return nil, err
}

// passing describes why no client can connect at the moment; "" if the error is permanent.
func passing(err error) string {
	switch {
	case errno.Is(err, syscall.EMFILE):
		return "the limit of open files is reached (ulimit -n)"
	case errno.Is(err, syscall.ENFILE), errno.Is(err, syscall.ENOBUFS), errno.Is(err, syscall.ENOMEM):
		return "the system has no room for another: " + status.NetworkCause(err)
	case errno.Is(err, syscall.ECONNABORTED), errno.Is(err, syscall.EPERM), errno.Is(err, syscall.EINTR):
		return "the last one wasn't let through: " + status.NetworkCause(err)
	}
	return ""
}

// passingError is an error that makes net/http try again.
type passingError struct{ error }

func (*passingError) Temporary() bool { return true }
func (*passingError) Timeout() bool   { return false }
func (e *passingError) Unwrap() error { return e.error }
