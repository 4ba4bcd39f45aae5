//go:build unix

package stdio

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"wspipe/commands/status"
)

// Signals are watched as soon as that is asked for, rare ones soon after it, and otherwise after the
// time given. Until then the test itself catches them. The second one ends the program.
func TestWatchSignals(t *testing.T) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGTERM, syscall.SIGUSR1)
	defer signal.Stop(caught)
	send := func(s syscall.Signal) {
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			t.Fatal(err)
		}
		<-caught
	}
	raise := func() { send(syscall.SIGTERM) }
	exited := make(chan int, 2)
	ours := Streams{Exit: func(status int) { exited <- status }}

	asked, begin := ours.WatchSignals(context.Background(), time.Hour)
	raise()
	if asked.Err() != nil {
		t.Error("watched before the time")
	}
	begin()
	begin()
	raise()
	<-asked.Done()
	var s *status.SignalError
	if !errors.As(context.Cause(asked), &s) || s.Signal != syscall.SIGTERM {
		t.Error(context.Cause(asked))
	}
	for ended := false; !ended; { // once it can't be the first one any more
		select {
		case status := <-exited:
			if ended = true; status != 128+int(syscall.SIGTERM) {
				t.Errorf("the second one exits with %d", status)
			}
		default:
			raise()
		}
	}

	inTime, _ := ours.WatchSignals(context.Background(), time.Millisecond)
	rarely, begin := ours.WatchSignals(context.Background(), time.Hour)
	begin()
	for _, watched := range []context.Context{inTime, rarely} {
		for deadline := time.Now().Add(10 * time.Second); watched.Err() == nil; send(syscall.SIGUSR1) {
			if time.Now().After(deadline) {
				t.Fatal("not watched after the time")
			}
		}
	}
	for ended := 0; ended < 2; {
		select {
		case <-exited:
			ended++
		default:
			send(syscall.SIGUSR1)
		}
	}
}

// A signal that comes twice at once is one.
func TestDoubledSignal(t *testing.T) {
	signals := make(chan os.Signal, 2)
	signals <- syscall.SIGTERM
	signals <- syscall.SIGINT
	if s := second(signals, syscall.SIGTERM, time.Now().Add(time.Hour)); s != syscall.SIGINT {
		t.Errorf("%v is the second", s)
	}
	signals <- syscall.SIGTERM
	if s := second(signals, syscall.SIGTERM, time.Now().Add(-time.Second)); s != syscall.SIGTERM {
		t.Errorf("%v is the second, later", s)
	}
}
