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

// BriefTime is how long a run may take that ends before it needs to watch signals, if the server is
// near.
const BriefTime = 20 * time.Millisecond

// WatchSignals returns a context that the first signal which would end the program cancels, with a
// *status.SignalError as the cause. A second signal ends the program at once, unless it comes
// together with the first; before the watch has begun, the system or Go's runtime decides. It begins
// after the given time, or with begin, which returns when the common signals are watched, and the
// others soon will be; without a time, all are. It lasts as long as the process. If the process
// isn't ours alone, nothing is watched.
//
// Watching wakes a thread for each signal, which takes a good part of a short run's time: if it
// can't be put off, begin it while waiting for something else.
func (s Streams) WatchSignals(ctx context.Context, after time.Duration) (watched context.Context, begin func()) {
	if s.Exit == nil {
		return ctx, func() {}
	}
	watched, end := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	go func() {
		first := <-signals
		end(Caught(first))
		s.Exit(status.Of(Caught(second(signals, first, time.Now().Add(doubled)))))
	}()
	watch := func(these []os.Signal) func() {
		return sync.OnceFunc(func() { signal.Notify(signals, unignored(these)...) })
	}
	common, all := watch(commonSignals()), watch(endingSignals())
	time.AfterFunc(after, all)
	if after == 0 {
		return watched, all
	}
	return watched, func() {
		common()
		go all()
	}
}

// doubled is how soon after a signal the same one counts as a repetition: timeout(1) signals its
// child and then the group that the child is in.
const doubled = 100 * time.Millisecond

// second waits for the second signal.
func second(signals <-chan os.Signal, first os.Signal, until time.Time) os.Signal {
	for {
		if s := <-signals; s != first || time.Now().After(until) {
			return s
		}
	}
}

// DeadlySignals returns the signals that would end the program. SIGHUP and SIGINT stay ignored if
// they were at its start (by nohup, in the background); Go's runtime doesn't know that of others.
func DeadlySignals() []os.Signal { return unignored(endingSignals()) }

func unignored(signals []os.Signal) []os.Signal { return slices.DeleteFunc(signals, signal.Ignored) }

// Caught returns a signal as an error.
func Caught(s os.Signal) *status.SignalError {
	number, ok := s.(syscall.Signal)
	if !ok {
		number = syscall.SIGTERM
	}
	return &status.SignalError{Signal: number}
}

// How long an end that we didn't choose may take.
const (
	SignalGrace  = 2 * time.Second        // for the closing handshakes after an interruption
	TimeoutGrace = 100 * time.Millisecond // to send our Close frame when time is up
)
