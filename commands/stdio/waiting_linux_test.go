package stdio

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// What is waited for by the runtime's poller comes whole and in order, its end
// too, and stays blocking for others.
func TestInputsThatWait(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (in, out *os.File){
		"pipe":   pipe,
		"fifo":   fifo,
		"socket": socket,
	} {
		t.Run(name, func(t *testing.T) {
			in, out := open(t)
			p := &patientInput{file: in}
			got, over := make(chan string), make(chan error)
			go func() {
				b := make([]byte, 3)
				for {
					n, err := p.Read(b)
					if err != nil {
						over <- err
						return
					}
					got <- string(b[:n])
				}
			}()
			for range 1000 {
				if _, err := out.WriteString("ab"); err != nil {
					t.Fatal(err)
				}
				if s := <-got; s != "ab" {
					t.Fatalf("read %q", s)
				}
			}
			if _, err := out.WriteString("abcd"); err != nil { // more than is read at once
				t.Fatal(err)
			}
			out.Close()
			if one, two := <-got, <-got; one+two != "abcd" {
				t.Errorf("read %q and %q", one, two)
			}
			if err := <-over; err != io.EOF {
				t.Error(err)
			}
			flags, err := unix.FcntlInt(descriptor(in), unix.F_GETFL, 0)
			if err != nil || flags&unix.O_NONBLOCK != 0 || pollable(in) == nil {
				t.Errorf("flags %#x, %v", flags, err)
			}
		})
	}
}

// What a pipe or a FIFO holds is read, even if nobody writes to it any more.
func TestInputsWithoutWriters(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (in, out *os.File){"pipe": pipe, "fifo": fifo} {
		in, out := open(t)
		if _, err := out.WriteString("abc"); err != nil {
			t.Fatal(err)
		}
		out.Close()
		if got, err := io.ReadAll(patientReader(in)); string(got) != "abc" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// What is open only for writing holds data for somebody else.
func TestInputsThatAreOutputs(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (in, out *os.File){"pipe": pipe, "fifo": fifo} {
		in, out := open(t)
		if _, err := out.WriteString("abc"); err != nil {
			t.Fatal(err)
		}
		if n, err := patientReader(out).Read(make([]byte, 3)); n > 0 || !errors.Is(err, syscall.EBADF) {
			t.Errorf("%s: read %d bytes, %v", name, n, err)
		}
		b := make([]byte, 10)
		if n, err := in.Read(b); string(b[:n]) != "abc" || err != nil {
			t.Errorf("%s: its reader reads %q, %v", name, b[:n], err)
		}
	}
}

// What never waits is read as it is.
func TestInputsThatDoNotWait(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{file: "abc", os.DevNull: ""} {
		in, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if got, err := io.ReadAll(patientReader(in)); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	closed, _ := pipe(t)
	closed.Close()
	if _, err := patientReader(closed).Read(make([]byte, 1)); err == nil {
		t.Error("a closed file was read")
	}
}

// blocking is a file that the runtime's poller doesn't know, as stdin is.
func blocking(t *testing.T, fd int) *os.File {
	t.Helper()
	if err := unix.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "")
	t.Cleanup(func() { f.Close() })
	return f
}

func pipe(t *testing.T) (in, out *os.File) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	return blocking(t, fds[0]), blocking(t, fds[1])
}

func fifo(t *testing.T) (in, out *os.File) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Open(name, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	w, err := unix.Open(name, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return blocking(t, fd), blocking(t, w)
}

func socket(t *testing.T) (in, out *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return blocking(t, fds[0]), blocking(t, fds[1])
}
