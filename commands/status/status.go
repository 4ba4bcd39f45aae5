// Package status defines all the ways in which wspipe can fail: the kinds of errors, the exit
// status of each, and the line that stderr says about it. It decides nothing else, and writes
// nothing.
package status

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"wspipe/client"
	"wspipe/commands/fault"
)

// The exit statuses; the README explains them to users.
const (
	Done      = 0
	Unmet     = 1
	Usage     = 2
	Connect   = 3
	Handshake = 4
	Closed    = 5
	Timeout   = 6
	Protocol  = 7
	Local     = 8
	Fault     = 70
	Signal    = 128 // plus the signal's number
)

// UsageError means that the command line makes no sense.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef is fmt.Errorf for a UsageError.
func Usagef(format string, args ...any) error {
	return &UsageError{fmt.Errorf(format, args...)}
}

// UnmetError means that the connection was fine, but an expectation wasn't met.
type UnmetError struct{ Problem string }

func (e *UnmetError) Error() string { return e.Problem }

// UnfinishedError means that the connection ended, in a way with a status of its own, before
// everything expected had arrived.
type UnfinishedError struct{ Err, Missing error }

func (e *UnfinishedError) Error() string { return e.Err.Error() }
func (e *UnfinishedError) Unwrap() error { return e.Err }

// TimeoutError means that --timeout ran out.
type TimeoutError struct{ Problem string }

func (e *TimeoutError) Error() string { return e.Problem }

// Timeout returns true, as for the timeouts of package net.
func (e *TimeoutError) Timeout() bool { return true }

// LocalError means that stdin or stdout failed, or that their content is wrong.
type LocalError struct{ Err error }

func (e *LocalError) Error() string { return e.Err.Error() }
func (e *LocalError) Unwrap() error { return e.Err }

// LostError means that messages were lost with a connection that another one replaced, or was to replace.
type LostError struct {
	Sent, Received int // not whole
	Unsent         int // that waited for another connection in vain
}

func (e *LostError) Error() string {
	var lost []string
	if e.Sent > 0 {
		lost = append(lost, Plural(e.Sent, "message")+" could not be sent whole")
	}
	if e.Received > 0 {
		lost = append(lost, Plural(e.Received, "message")+" did not come whole")
	}
	if e.Unsent > 0 {
		lost = append(lost, Waited(e.Unsent)+" not sent")
	}
	return strings.Join(lost, ", ")
}

// SignalError means that the user, or the system, ended the program.
type SignalError struct{ Signal syscall.Signal }

func (e *SignalError) Error() string {
	switch e.Signal {
	case syscall.SIGHUP:
		return "hung up"
	case syscall.SIGINT:
		return "interrupted"
	case syscall.SIGQUIT:
		return "quit"
	case syscall.SIGTERM:
		return "terminated"
	}
	return fmt.Sprintf("ended by signal %d (%v)", int(e.Signal), e.Signal)
}

// QuietError keeps an error's status but not its line.
type QuietError struct{ Err error }

func (e *QuietError) Error() string { return e.Err.Error() }
func (e *QuietError) Unwrap() error { return e.Err }

// ownStatus is an error that knows its status, as it combines others with a status of their own.
type ownStatus interface {
	error
	Status() int
}

// Of returns the exit status for an error. It is the only place that decides this.
func Of(err error) int {
	var signal *SignalError
	var own ownStatus
	var late interface{ Timeout() bool }
	switch {
	case err == nil:
		return Done
	case IsFault(err):
		return Fault
	case Is[*UsageError](err), errors.Is(err, client.ErrSyntax):
		return Usage
	case errors.As(err, &signal):
		return Signal + int(signal.Signal)
	case errors.As(err, &own):
		return own.Status()
	case Is[*UnmetError](err):
		return Unmet
	case Is[*LocalError](err), Is[*LostError](err):
		return Local
	case Is[*client.HandshakeError](err):
		return Handshake
	case Is[*client.ProtocolError](err):
		return Protocol
	case Is[*client.CloseError](err):
		return Closed
	case Is[*client.DialError](err), Is[*ListenError](err), errors.Is(err, client.ErrClosedEarly):
		return Connect
	case errors.As(err, &late) && late.Timeout():
		return Timeout
	}
	return Fault
}

// IsFault reports whether err is a panic, here or in the client.
func IsFault(err error) bool { return Is[*fault.Error](err) || Is[*client.PanicError](err) }

// Is reports whether an error of type T is err, or in its tree.
func Is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// Interruption returns the signal that ended ctx.
func Interruption(ctx context.Context) *SignalError {
	var s *SignalError
	if errors.As(context.Cause(ctx), &s) {
		return s
	}
	return &SignalError{syscall.SIGTERM}
}

// ListenError means that the address isn't available.
type ListenError struct {
	Address string
	Err     error
}

func (e *ListenError) Error() string {
	return "cannot listen on " + e.Address + ": " + NetworkCause(e.Err)
}
func (e *ListenError) Unwrap() error { return e.Err }
