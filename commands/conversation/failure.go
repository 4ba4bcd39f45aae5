package conversation

import (
	"errors"
	"fmt"
	"time"

	"wspipe/commands/fault"
	"wspipe/commands/transcript"
)

// Failure is a step that failed. No step after it was tried.
type Failure struct {
	Step transcript.Step
	// Problem describes the failure, unless Err does.
	Problem string
	// Expected and Got are the values compared, in the notation of transcripts, and Detail says
	// where they differ. All are empty if nothing was compared.
	Expected, Got, Detail string
	// Err is the error that ended the connection, a *TimeoutError, or the cause of the context's
	// end. It is nil if the server merely sent something unexpected.
	Err error
}

// TimeoutError says what a step has waited for too long.
type TimeoutError struct{ Problem string }

func (e *TimeoutError) Error() string { return e.Problem }

// Timeout returns true, as for timeouts in package net.
func (e *TimeoutError) Timeout() bool { return true }

// EndError reports that a connection ended while it was still needed.
type EndError struct{ Err error }

func (e *EndError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *EndError) Unwrap() error { return e.Err }

var (
	errLate  = errors.New("too late")
	errOther = errors.New("something else came first")
)

// guarded turns a panic in a step into a failure of that step alone.
func guarded(s transcript.Step, take func(transcript.Step) *Failure) (f *Failure) {
	err := fault.Guard(func() error {
		f = take(s)
		return nil
	})
	if err != nil {
		return &Failure{Step: s, Err: err}
	}
	return f
}

// waited returns the failure of a step that has waited in vain; late describes running out of time.
func waited(step transcript.Step, err error, limit time.Duration, late string) *Failure {
	if errors.Is(err, errLate) {
		err = &TimeoutError{fmt.Sprintf("%s within %v", late, limit)}
	}
	return &Failure{Step: step, Err: err}
}

// bad returns the failure of a line that is invalid with its values filled in.
func bad(s transcript.Step, err error) *Failure {
	return &Failure{Step: s, Problem: "with the captured values in it, the line can't be used: " + err.Error()}
}
