//go:build unix

package faults

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"wspipe/tests/server"
)

func startServer(t testing.TB) *server.Server {
	t.Helper()
	s, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// await waits for the end of connection id, as the server sees it.
func await(t testing.TB, s *server.Server, id string) server.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	r, err := s.Await(ctx, id, server.Done)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// numbers returns the first n lines of the server's /burst?size=size.
func numbers(n, size int) string {
	var b strings.Builder
	for i := range n {
		number := fmt.Sprint(i)
		b.WriteString(number + strings.Repeat(".", max(0, size-len(number))) + "\n")
	}
	return b.String()
}

func wantNumbers(t testing.TB, got string, n, size int) {
	t.Helper()
	want := numbers(n, size)
	if got == want {
		return
	}
	t.Errorf("got %d lines, %d bytes; want %d lines, %d bytes; they share a beginning of %d bytes",
		strings.Count(got, "\n"), len(got), n, len(want), common(got, want))
}

// common returns the length of the common prefix.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// pattern returns the server's /big?size=size.
func pattern(size int64) string {
	var b strings.Builder
	for have := int64(0); have < size; have = int64(b.Len()) {
		b.Write(server.Pattern(have, size-have))
	}
	return b.String()
}

// handshakeSize returns the number of bytes before the server's first message.
func handshakeSize(t *testing.T, s *server.Server) int {
	t.Helper()
	conn, err := net.Dial("tcp", s.HostPort())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	request, _ := http.NewRequest(http.MethodGet, "http://"+s.HostPort()+"/echo", nil)
	request.Header = http.Header{
		"Connection":            {"Upgrade"},
		"Upgrade":               {"websocket"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     {"AAAAAAAAAAAAAAAAAAAAAA=="},
	}
	if err := request.Write(conn); err != nil {
		t.Fatal(err)
	}
	size := 0
	for r := textproto.NewReader(bufio.NewReader(conn)); ; {
		line, err := r.ReadLine()
		if err != nil {
			t.Fatal(err)
		}
		size += len(line) + len("\r\n")
		if line == "" {
			return size
		}
	}
}
