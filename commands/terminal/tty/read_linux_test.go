package tty

import (
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A signal doesn't turn a pending Escape into a key.
func TestSignalsDontEndTheWait(t *testing.T) {
	in, person, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer person.Close()
	w, err := newWaker()
	if err != nil {
		t.Fatal(err)
	}
	const timeout = 100 * time.Millisecond
	thread, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		thread <- unix.Gettid()
		begun := time.Now()
		if n, err := w.read(in, make([]byte, 1), timeout); n != 0 || err != nil {
			t.Errorf("read %d, %v", n, err)
		}
		if took := time.Since(begun); took < timeout {
			t.Errorf("waited %v", took)
		}
	}()
	reading := <-thread
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		default:
			_ = unix.Tgkill(os.Getpid(), reading, unix.SIGURG)
		}
	}
	w.wake()
	if _, err := w.read(in, make([]byte, 1), 0); err != io.EOF {
		t.Errorf("read %v after the end", err)
	}
}
