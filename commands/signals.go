package commands

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"
)

// briefTime is how long a run may take that is over before it needs to know
// of signals, if the server is near.
const briefTime = 20 * time.Millisecond

// watchSignals ends the context it returns at the first signal that would end
// the program, with a *signalError as the cause. A second one ends the program
// at once; before the watch has begun, the first one does. It begins when begin
// is called, which returns once it has, or after the time given, and lasts as
// long as the process. Where the process isn't ours alone it does nothing.
//
// It takes three threads, and so a good part of the time that a short run has:
// where it can't be put off, let it begin while something else is waited for.
func (s streams) watchSignals(ctx context.Context, after time.Duration) (watched context.Context, begin func()) {
	if s.exit == nil {
		return ctx, func() {}
	}
	watched, end := context.WithCancelCause(ctx)
	begin = sync.OnceFunc(func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, deadlySignals()...)
		go func() {
			end(caught(<-signals))
			s.exit(exitStatus(caught(<-signals)))
		}()
	})
	time.AfterFunc(after, begin)
	return watched, begin
}

// deadlySignals are those that would end the program. What was ignored when it
// began (SIGHUP by nohup, SIGINT in the background) stays so.
func deadlySignals() []os.Signal {
	return slices.DeleteFunc(endingSignals(), signal.Ignored)
}

func caught(s os.Signal) *signalError {
	number, ok := s.(syscall.Signal)
	if !ok {
		number = syscall.SIGTERM
	}
	return &signalError{number}
}
