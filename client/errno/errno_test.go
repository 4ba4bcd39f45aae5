package errno_test

import (
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"wspipe/client/errno"
)

func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = net.Dial("tcp", l.Addr().String())
	only(t, err, syscall.ECONNREFUSED)
}

func TestReset(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if conn, err := l.Accept(); err == nil {
			_, _ = conn.Read(make([]byte, 1))
			_ = conn.(*net.TCPConn).SetLinger(0)
			conn.Close()
		}
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "x"); err != nil {
		t.Fatal(err)
	}
	_, err = conn.Read(make([]byte, 1))
	only(t, err, syscall.ECONNRESET)
}

func TestNobodyReads(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	_, err = io.WriteString(w, "x")
	only(t, err, syscall.EPIPE)
}

// only asks for an error that is the one, and no other.
func only(t *testing.T, err error, want syscall.Errno) {
	t.Helper()
	for _, number := range []syscall.Errno{syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT} {
		if errno.Is(err, number) != (number == want) {
			t.Errorf("%v: %d is %v", err, number, number != want)
		}
	}
	if errno.Is(nil, want) {
		t.Error("nil is an error")
	}
}
