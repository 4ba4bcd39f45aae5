//go:build unix

package tests

import (
	"errors"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A unix client may have any name: stderr shows it with what would control the terminal escaped.
func TestServeShowsClientsNamesEscaped(t *testing.T) {
	dir := t.TempDir()
	cmd := plain(t, "serve", "unix:"+filepath.Join(dir, "s"), "--echo", "-vv")
	s := &servingProgram{t: t, cmd: cmd, printed: &watched{}, said: &watched{}}
	cmd.Stdout, cmd.Stderr = s.printed, s.said
	start(t, cmd)
	s.until(`listening on (\S+)`)
	for n, ask := range []func(net.Conn){
		func(conn net.Conn) { // one that is accepted
			writeRequest(t, conn, http.Header{})
		},
		func(conn net.Conn) { // one that isn't
			writeRequest(t, conn, http.Header{"Origin": {"http://evil.example"}})
		},
		func(conn net.Conn) { // one that doesn't speak HTTP
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

// Of several servers that find a socket whose server is gone, one takes it over.
func TestServeTakesOverASocketOnce(t *testing.T) {
	for range 10 {
		path := filepath.Join(t.TempDir(), "s")
		abandon(t, path)
		const servers = 4
		fates := make(chan string, 2*servers)
		var running []*exec.Cmd
		for range servers {
			cmd := plain(t, "serve", "unix:"+path, "--echo")
			cmd.Stderr = &watched{look: func(text string) {
				if strings.Contains(text, "listening") && !strings.Contains(text, "interrupted") {
					fates <- "listens"
				}
			}}
			start(t, cmd)
			running = append(running, cmd)
			go func() {
				_ = cmd.Wait()
				fates <- strconv.Itoa(shellStatus(cmd.ProcessState))
			}()
		}
		got := map[string]int{}
		for range servers {
			got[<-fates]++
		}
		run(t, plain(t, "send", "-n", "1", "ws+unix:"+path, "hi"), 0)
		for _, cmd := range running {
			_ = cmd.Process.Signal(syscall.SIGINT)
		}
		for range got["listens"] {
			got[<-fates]++
		}
		if want := map[string]int{"listens": 1, "3": servers - 1, "130": 1}; !maps.Equal(got, want) {
			t.Fatalf("they ended as %v, want %v", got, want)
		}
	}
}

// abandon leaves a socket behind, as a killed server does.
func abandon(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	_ = l.Close()
}

// A bound socket belongs to somebody, even if nobody listens yet.
func TestServeLeavesABoundSocketAlone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: filepath.Join(dir, "s")}); err != nil {
		t.Fatal(err)
	}
	_, stderr := run(t, plain(t, "serve", "unix:s"), 3)
	if stderr != "wspipe: cannot listen on s: address already in use\n" {
		t.Errorf("stderr: %q", stderr)
	}
}

// A server doesn't remove a socket that is no longer its own, and doesn't replace a file that isn't a socket.
func TestServeRemovesItsOwnSocketAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	first, second := plain(t, "serve", "unix:"+path), plain(t, "serve", "unix:"+path)
	for _, cmd := range []*exec.Cmd{first, second} {
		said := &watched{}
		cmd.Stderr = said
		start(t, cmd)
		(&servingProgram{t: t, said: said}).until(`listening`)
		if cmd == first {
			if err := os.Rename(path, path+".moved"); err != nil {
				t.Fatal(err)
			}
		}
	}
	signalTo(t, first, syscall.SIGINT)
	finish(t, first, 130)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	signalTo(t, second, syscall.SIGINT)
	finish(t, second, 130)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
	link := filepath.Join(dir, "link")
	abandon(t, path)
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	run(t, plain(t, "serve", "unix:"+link), 3)
	if _, err := os.Lstat(link); err != nil {
		t.Error(err)
	}
}
