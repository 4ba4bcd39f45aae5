package commands

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// briefTime is how long a run may take that is over before it needs to know
// of signals, if the server is near.
const briefTime = 20 * time.Millisecond

// withSignals ends the context it returns at the first SIGINT or SIGTERM, with
// a *signalError as the cause. A second one has the system's effect, which is
// to end the program at once; and so has the first one while the watch hasn't
// begun. It begins when begin is called, which returns once it has, or after
// the time given, and lasts as long as the process.
//
// It takes three threads, and so a good part of the time that a short run has:
// where it can't be put off, let it begin while something else is waited for.
func withSignals(ctx context.Context, after time.Duration) (watched context.Context, begin func()) {
	watched, end := context.WithCancelCause(ctx)
	begin = sync.OnceFunc(func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
		go func() {
			s := <-signals
			signal.Stop(signals)
			if s, ok := s.(syscall.Signal); ok {
				end(&signalError{s})
			}
		}()
	})
	time.AfterFunc(after, begin)
	return watched, begin
}
