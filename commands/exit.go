package commands

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"wspipe/client"
	"wspipe/commands/conversation"
	"wspipe/commands/fault"
)

// The exit statuses; the README explains them to users.
const (
	statusDone      = 0
	statusUnmet     = 1
	statusUsage     = 2
	statusConnect   = 3
	statusHandshake = 4
	statusClosed    = 5
	statusTimeout   = 6
	statusProtocol  = 7
	statusLocal     = 8
	statusFault     = 70
	statusSignal    = 128 // and the signal's number
)

// usageError: the command line can't mean anything.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// unmetError: the connection was fine, but not what was asked for.
type unmetError struct{ problem string }

func (e *unmetError) Error() string { return e.problem }

// unfinishedError: the connection ended, in a way that has its own status,
// before what was expected had come.
type unfinishedError struct{ err, missing error }

func (e *unfinishedError) Error() string { return e.err.Error() }
func (e *unfinishedError) Unwrap() error { return e.err }

// checkError: conversations failed, of those that check ran.
type checkError struct{ failed, of, status int }

func (e *checkError) Error() string {
	return fmt.Sprintf("%d of %s failed", e.failed, plural(e.of, "conversation"))
}

// timeoutError: --timeout ran out.
type timeoutError struct{ problem string }

func (e *timeoutError) Error() string { return e.problem }

// localError: stdin, stdout or what came through them is at fault.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// lostError: messages were lost with a connection after which there was another.
type lostError struct{ sent, received int }

func (e *lostError) Error() string {
	var lost []string
	if e.sent > 0 {
		lost = append(lost, plural(e.sent, "message")+" could not be sent whole")
	}
	if e.received > 0 {
		lost = append(lost, plural(e.received, "message")+" did not come whole")
	}
	return strings.Join(lost, ", ")
}

// signalError: the user, or the system, ended the program.
type signalError struct{ signal syscall.Signal }

func (e *signalError) Error() string {
	switch e.signal {
	case syscall.SIGHUP:
		return "hung up"
	case syscall.SIGINT:
		return "interrupted"
	case syscall.SIGQUIT:
		return "quit"
	case syscall.SIGTERM:
		return "terminated"
	}
	return fmt.Sprintf("ended by signal %d (%v)", int(e.signal), e.signal)
}

// quietError keeps an error's status and not its line.
type quietError struct{ err error }

func (e *quietError) Error() string { return e.err.Error() }
func (e *quietError) Unwrap() error { return e.err }

// exitStatus is the one place where an error becomes a status.
func exitStatus(err error) int {
	var signal *signalError
	var checked *checkError
	var dismissed *dismissal
	switch {
	case err == nil:
		return statusDone
	case isFault(err):
		return statusFault
	case is[*usageError](err), errors.Is(err, client.ErrSyntax):
		return statusUsage
	case errors.As(err, &signal):
		return statusSignal + int(signal.signal)
	case errors.As(err, &checked):
		return checked.status
	case errors.As(err, &dismissed):
		return dismissed.status
	case is[*unmetError](err):
		return statusUnmet
	case is[*localError](err), is[*lostError](err):
		return statusLocal
	case is[*timeoutError](err), is[*conversation.TimeoutError](err), is[*client.TimeoutError](err):
		return statusTimeout
	case is[*client.HandshakeError](err):
		return statusHandshake
	case is[*client.ProtocolError](err):
		return statusProtocol
	case is[*client.CloseError](err):
		return statusClosed
	case is[*client.DialError](err), is[*listenError](err), errors.Is(err, client.ErrClosedEarly):
		return statusConnect
	}
	return statusFault
}

// isFault tells a panic, here or in the client.
func isFault(err error) bool { return is[*fault.Error](err) || is[*client.PanicError](err) }

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
