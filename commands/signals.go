package commands

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// withSignals ends the context it returns at the first SIGINT or SIGTERM, with
// a *signalError as the cause. A second one has the system's effect, which is
// to end the program at once.
//
// To begin and to end the watch takes a good part of the time that a short run
// has. So it begins while the caller goes on, until begun returns, and lasts as
// long as the process.
func withSignals(ctx context.Context) (watched context.Context, begun func()) {
	watched, end := context.WithCancelCause(ctx)
	ready := make(chan struct{})
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
		close(ready)
		s := <-signals
		signal.Stop(signals)
		if s, ok := s.(syscall.Signal); ok {
			end(&signalError{s})
		}
	}()
	return watched, func() { <-ready }
}
