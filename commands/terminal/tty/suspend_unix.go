//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tty

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Suspend stops the process group, as Ctrl-Z does, and returns when it continues. A group that nobody could continue is
// not stopped. The process must never have asked to be notified of SIGTSTP, since the runtime drops that signal from
// then on.
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

// Watch calls resized and woken for signals about the terminal: a new size, and continuing after a stop. The function
// returned stops that.
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
