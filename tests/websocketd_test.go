//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The same programs behind serve --exec and behind websocketd, which it can replace: what a client hears, and how it
// ends. If the two differ, the manual says so (wspipe help programs).
func TestBesideWebsocketd(t *testing.T) {
	t.Parallel()
	websocketd := filepath.Join(peersDir(t), "websocketd/usr/bin/websocketd")
	if _, err := exec.LookPath(websocketd); err != nil {
		if websocketd, err = exec.LookPath("websocketd"); err != nil {
			missingPeer(t, "websocketd")
		}
	}
	const dropped, failed = 5, 5
	tests := []struct {
		name    string
		program string
		client  []string
		ours    string
		status  int
		theirs  string
		its     int
	}{
		{"a message is a line", `while read -r x; do echo "<$x>"; done`, []string{"send", "-n", "2", "--on-open", "a b", "--on-open", "c"}, "<a b>\n<c>\n", 0, "<a b>\n<c>\n", 0},
		{"a message with a newline is two", `while read -r x; do echo "<$x>"; done`, []string{"send", "-n", "2", "--on-open", `"a\nb"`}, "<a>\n<b>\n", 0, "<a>\n<b>\n", 0},
		{"CRLF ends a line", `printf 'a\r\nb\n'; cat`, []string{"send", "-n", "2", "--hex"}, "61\n62\n", 0, "61\n62\n", 0},
		{"it ends", "echo a", []string{"connect", "--wait", "-1"}, "a\n", 0, "a\n", dropped},
		{"it fails", "echo a; exit 3", []string{"connect", "--wait", "-1"}, "a\n", failed, "a\n", dropped},
		{"a last line without its end", "printf 'a\nb'", []string{"connect", "--wait", "-1"}, "a\nb\n", 0, "a\n", dropped},
		{"a line that isn't UTF-8", `printf 'a\nb\377\n'`, []string{"connect", "--wait", "-1"}, "a\n", failed, "a\n", 7},
		{"it closes stdout and goes on", "echo a; exec >&-; read -r x; exit 0", []string{"connect", "--wait", "-1", "--on-open", "x"}, "a\n", 0, "a\n", dropped},
		{"what would pass for a variable of ours", "echo $HTTP_PROXY,$HTTP_AUTHORIZATION,$HTTP_X", []string{"send", "-n", "1", "-u", "ann:secret", "-H", "Proxy: evil", "-H", "X: y"},
			",,y\n", 0, "evil,Basic YW5uOnNlY3JldA==,y\n", 0},
		{"what it is told of the client", "echo $REMOTE_ADDR,$QUERY_STRING,$PATH_INFO,$SERVER_PROTOCOL,$GATEWAY_INTERFACE,$REQUEST_METHOD", []string{"send", "-n", "1"},
			"127.0.0.1,q=1,/x,HTTP/1.1,CGI/1.1,GET\n", 0, "127.0.0.1,q=1,/x,HTTP/1.1,websocketd-CGI/0.1,GET\n", 0},
		{"our environment", "echo $SEEN", []string{"send", "-n", "1"}, "1\n", 0, "\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := writeFile(t, filepath.Join(dir, "program.sh"), tt.program)
			for _, of := range []struct {
				server []string
				out    string
				status int
			}{
				{oursRunning(t, file), tt.ours, tt.status},
				{theirsRunning(websocketd, file), tt.theirs, tt.its},
			} {
				address := freeAddress(t)
				serveAt(t, of.server, address)
				c := plain(t, append(tt.client, "--retry-for", "20s", "-q", "ws://"+address+"/x?q=1")...)
				out, _ := c.Output()
				if string(out) != of.out || c.ProcessState.ExitCode() != of.status {
					t.Errorf("%s: %q and status %d, want %q and %d", of.server[0], out, c.ProcessState.ExitCode(), of.out, of.status)
				}
			}
		})
	}
	t.Run("what ignores signals, and was started by it", func(t *testing.T) {
		for _, of := range []struct {
			server func(file string) []string
			left   bool
		}{
			{func(file string) []string { return append(oursRunning(t, file), "--close-timeout", "100ms") }, false},
			{func(file string) []string { return theirsRunning(websocketd, file) }, true},
		} {
			dir := t.TempDir()
			ids, main := filepath.Join(dir, "ids"), filepath.Join(dir, "main")
			file := writeFile(t, filepath.Join(dir, "program.sh"), `(trap "" HUP INT TERM; until [ -s `+main+` ]; do sleep 0.01; done; echo ready; while :; do sleep 0.05; done) & echo $! >`+ids+`; echo $$ >`+main+`; cat`)
			address := freeAddress(t)
			server := of.server(file)
			serveAt(t, server, address)
			run(t, plain(t, "send", "-n", "1", "--retry-for", "20s", "-q", "ws://"+address), 0)
			text, err := os.ReadFile(ids)
			if err != nil {
				t.Fatal(err)
			}
			id, _ := strconv.Atoi(strings.TrimSpace(string(text)))
			wantGone(t, main)
			if !of.left {
				wantGone(t, ids)
			} else if gone(id) {
				t.Errorf("%s: it ended, too", server[0])
			}
			_ = syscall.Kill(id, syscall.SIGKILL)
		}
	})
}

func oursRunning(t *testing.T, file string) []string {
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	return []string{path, "serve", "-q", "--exec", "sh " + file}
}

func theirsRunning(websocketd, file string) []string {
	return []string{websocketd, "--loglevel=fatal", "--address=127.0.0.1", "sh", file}
}

// serveAt runs either of them until the end of the test.
func serveAt(t *testing.T, line []string, address string) {
	t.Helper()
	args := slices.Concat(line[1:], []string{address})
	if strings.HasPrefix(line[1], "--") {
		_, port, _ := strings.Cut(address, ":")
		args = append([]string{"--port=" + port}, line[1:]...)
	}
	cmd := command(t, line[0], args...)
	cmd.Env = append(cmd.Env, "SEEN=1")
	start(t, cmd)
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
}
