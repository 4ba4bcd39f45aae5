package commands

import (
	"os"
	"os/signal"
	"syscall"
)

// watchSignals calls interrupted at the first SIGINT or SIGTERM. A second one
// has the system's effect, which is to end the program at once. The function
// returned ends the watch.
func watchSignals(interrupted func(syscall.Signal)) func() {
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			if s, ok := s.(syscall.Signal); ok {
				interrupted(s)
			}
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
