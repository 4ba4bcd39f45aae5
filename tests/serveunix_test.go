//go:build unix

package tests

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A unix client may have any name: stderr shows nothing of it that would steer
// the terminal.
func TestServeShowsClientsNamesEscaped(t *testing.T) {
	dir := t.TempDir()
	cmd := plain(t, "serve", "unix:"+filepath.Join(dir, "s"), "--echo", "-vv")
	s := &servingProgram{t: t, cmd: cmd, printed: &watched{}, said: &watched{}}
	cmd.Stdout, cmd.Stderr = s.printed, s.said
	start(t, cmd)
	s.until(`listening on (\S+)`)
	for n, ask := range []func(net.Conn){
		func(conn net.Conn) { // one that is let in
			writeRequest(t, conn, http.Header{})
		},
		func(conn net.Conn) { // one that isn't
			writeRequest(t, conn, http.Header{"Origin": {"http://evil.example"}})
		},
		func(conn net.Conn) { // one that speaks no HTTP
			_, _ = conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nA\x1b: b\r\n\r\n"))
		},
	} {
		name := filepath.Join(dir, strings.Repeat("n", n+1)+"\x1b[31m\u009b\u202e")
		conn, err := net.DialUnix("unix", &net.UnixAddr{Name: name}, &net.UnixAddr{Name: filepath.Join(dir, "s")})
		if err != nil {
			t.Skipf("no such name here: %v", err)
		}
		ask(conn)
		_, _ = conn.Read(make([]byte, 1))
		conn.Close()
	}
	s.until(`client 1 from .*/n`)
	s.until(`a client from .*/nn.* was refused`)
	s.end()
	if text := s.said.String(); strings.ContainsAny(text, "\x1b\u009b") {
		t.Errorf("stderr: %q", text)
	}
}

func writeRequest(t *testing.T, conn net.Conn, header http.Header) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://localhost/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "websocket")
	r.Header.Set("Sec-WebSocket-Version", "13")
	r.Header.Set("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
	if err := r.Write(conn); err != nil {
		t.Fatal(err)
	}
}
