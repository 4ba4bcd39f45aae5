package stdio

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"wspipe/commands/status"
)

// BriefTime is how long a run may take that is over before it needs to know
// of signals, if the server is near.
const BriefTime = 20 * time.Millisecond

// WatchSignals ends the context it returns at the first signal that would end
// the program, with a *signalError as the cause. A second one ends the program
// at once, unless it comes with the first; before the watch has begun, the first one does. It begins when begin
// is called, which returns once it has, or after the time given, and lasts as
// long as the process. Where the process isn't ours alone it does nothing.
//
// It takes three threads, and so a good part of the time that a short run has:
// where it can't be put off, let it begin while something else is waited for.
func (s Streams) WatchSignals(ctx context.Context, after time.Duration) (watched context.Context, begin func()) {
	if s.Exit == nil {
		return ctx, func() {}
	}
	watched, end := context.WithCancelCause(ctx)
	begin = sync.OnceFunc(func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, DeadlySignals()...)
		go func() {
			first := <-signals
			end(Caught(first))
			s.Exit(status.Of(Caught(second(signals, first, time.Now().Add(doubled)))))
		}()
	})
	time.AfterFunc(after, begin)
	return watched, begin
}

// doubled is how soon after a signal the same one is no other: timeout(1) signals its
// child and then the group that the child is in.
const doubled = 100 * time.Millisecond

// second waits for the signal after first.
func second(signals <-chan os.Signal, first os.Signal, until time.Time) os.Signal {
	for {
		if s := <-signals; s != first || time.Now().After(until) {
			return s
		}
	}
}

// DeadlySignals are those that would end the program. What was ignored when it
// began (SIGHUP by nohup, SIGINT in the background) stays so.
func DeadlySignals() []os.Signal {
	return slices.DeleteFunc(endingSignals(), signal.Ignored)
}

// Caught is a signal as the error that it becomes.
func Caught(s os.Signal) *status.SignalError {
	number, ok := s.(syscall.Signal)
	if !ok {
		number = syscall.SIGTERM
	}
	return &status.SignalError{Signal: number}
}

// How long an end that is not of our choice may take.
const (
	SignalGrace  = 2 * time.Second        // for the closing handshakes, when interrupted
	TimeoutGrace = 100 * time.Millisecond // to get our Close frame out, when time is up
)
