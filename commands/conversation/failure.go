package conversation

import (
	"errors"
	"fmt"
	"time"

	"wspipe/commands/fault"
	"wspipe/commands/transcript"
)

// Failure is a step that failed, after which no other was tried.
type Failure struct {
	Step transcript.Step
	// Problem says it in words, where Err doesn't.
	Problem string
	// Expected and Got are what was compared, in the notation of transcripts,
	// and Detail is where they differ; empty where nothing was.
	Expected, Got, Detail string
	// Err is what ended the connection, or a *TimeoutError, or the cause of the
	// context's end; nil where the server said something else than expected.
	Err error
}

// TimeoutError says for what a step has waited too long.
type TimeoutError struct{ Problem string }

func (e *TimeoutError) Error() string { return e.Problem }

// Timeout is true, as it is of the timeouts of package net.
func (e *TimeoutError) Timeout() bool { return true }

// EndError says how a connection ended that was still needed.
type EndError struct{ Err error }

func (e *EndError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *EndError) Unwrap() error { return e.Err }

var (
	errLate  = errors.New("too late")
	errOther = errors.New("something else came first")
)

// guarded has a fault of our own fail the step, and nothing else.
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

// waited makes of an error of waiting what the step says of it; late is where
// the time ran out.
func waited(step transcript.Step, err error, limit time.Duration, late string) *Failure {
	if errors.Is(err, errLate) {
		err = &TimeoutError{fmt.Sprintf("%s within %v", late, limit)}
	}
	return &Failure{Step: step, Err: err}
}

// bad is for a line that doesn't parse any more with the values in it.
func bad(s transcript.Step, err error) *Failure {
	return &Failure{Step: s, Problem: "with the captured values in it, the line can't be used: " + err.Error()}
}
