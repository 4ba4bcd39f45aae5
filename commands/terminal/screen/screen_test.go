package screen

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"wspipe/tests/emulator"
)

// slow is a terminal that accepts a frame only when allowed to.
type slow struct {
	let chan struct{}
	mu  sync.Mutex
	e   *emulator.Emulator
}

func (s *slow) Write(b []byte) (int, error) {
	if _, open := <-s.let; !open {
		return 0, io.ErrClosedPipe
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.e.Write(b)
}

func started(t *testing.T) (*Screen, *slow, func() error) {
	terminal := &slow{let: make(chan struct{}), e: emulator.New(20, 8)}
	s := New(terminal, Painter{})
	s.Size(20, 8)
	ended := make(chan error, 1)
	go func() { ended <- s.Run() }()
	return s, terminal, func() error {
		select {
		case err := <-ended:
			return err
		case <-time.After(10 * time.Second):
			t.Fatal("Run doesn't end")
			return nil
		}
	}
}

// A terminal that accepts nothing blocks printing, and the waiting output is bounded.
func TestSlowTerminalStopsThePrinter(t *testing.T) {
	s, terminal, ended := started(t)
	row := []byte(strings.Repeat("x", 19) + "\n")
	printed := make(chan int)
	go func() {
		n := 0
		for ; n < 100_000; n++ {
			if s.Print(row) != nil {
				break
			}
		}
		printed <- n
	}()
	for waits := false; !waits; {
		s.mu.Lock()
		waits = len(s.waiting) >= most
		if len(s.waiting) > most+len(row) {
			t.Errorf("%d bytes wait", len(s.waiting))
		}
		s.mu.Unlock()
	}
	s.PrintNow([]byte("typed\n")) // PrintNow and Show don't block
	s.Show(Live{Mark: "> "})
	select {
	case n := <-printed:
		t.Fatalf("%d rows could be printed", n)
	default:
	}
	terminal.let <- struct{}{}
	close(terminal.let)
	if n := <-printed; n >= 100_000 {
		t.Error("nobody told that writing failed")
	}
	if err := ended(); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

func TestLeaveAndReturn(t *testing.T) {
	s, terminal, ended := started(t)
	go func() {
		for range 100 {
			terminal.let <- struct{}{}
		}
	}()
	see := func(want string) {
		t.Helper()
		deadline := time.Now().Add(10 * time.Second)
		for got := ""; got != want; {
			terminal.mu.Lock()
			got = terminal.e.All()
			terminal.mu.Unlock()
			if time.Now().After(deadline) {
				t.Fatalf("the screen is %q, not %q", got, want)
			}
		}
	}
	s.Show(Live{Mark: "> ", Text: "abc"})
	see("> abc")
	s.PrintNow([]byte("one\n"))
	s.Leave()
	see("one")
	s.PrintNow([]byte("two\n"))
	s.Return()
	see("one\ntwo\n> abc")
	s.Clear()
	see("> abc")
	s.PrintNow([]byte("last\n"))
	if !s.Close(10 * time.Second) {
		t.Error("not in time")
	}
	see("last")
	if err := ended(); err != nil {
		t.Error(err)
	}
}

// Close doesn't wait for a terminal that accepts nothing.
func TestCloseOfAStoppedTerminal(t *testing.T) {
	s, terminal, ended := started(t)
	for i := range 3 {
		s.PrintNow(fmt.Appendf(nil, "%d\n", i))
	}
	if s.Close(time.Millisecond) {
		t.Error("it took what nobody let it")
	}
	if err := s.Print(nil); err != nil {
		t.Error(err)
	}
	close(terminal.let)
	_ = ended()
}

// Messages in quick succession share frames.
func TestFramesAreFew(t *testing.T) {
	var frames int
	s := New(writer(func(b []byte) (int, error) { frames++; return len(b), nil }), Painter{})
	s.Size(80, 24)
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run() }()
	begin := time.Now()
	for i := range 20_000 {
		_ = s.Print(fmt.Appendf(nil, "message %d\n", i))
	}
	s.Close(10 * time.Second)
	<-done
	if most := int(time.Since(begin)/pace) + 3; frames > most {
		t.Errorf("%d frames, at most %d", frames, most)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }
