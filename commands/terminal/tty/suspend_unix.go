//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tty

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Suspend stops the process group, as Ctrl-Z does, and returns when it goes on. A group that nobody could wake is not
// stopped. Nobody may ever have asked to be notified of SIGTSTP: the runtime drops it from then on.
func Suspend() {
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	defer signal.Stop(goesOn)
	if syscall.Kill(0, syscall.SIGTSTP) != nil {
		return
	}
	select {
	case <-goesOn:
	case <-time.After(patience):
	}
}

// Watch tells of signals that concern the terminal: another size, and being woken. The function returned ends that.
func Watch(resized, woken func()) (end func()) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for s := range signals {
			if s == syscall.SIGWINCH {
				resized()
			} else {
				woken()
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
		<-done
	}
}
