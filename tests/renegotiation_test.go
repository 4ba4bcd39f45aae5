//go:build unix

package tests

import (
	"bufio"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// Some servers ask for a certificate once they know what the request is for (TLS 1.2, renegotiation). Go's can't, so
// this one is openssl's.
func TestRenegotiation(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("no openssl")
	}
	certFile, keyFile := newAuthority(t, t.TempDir()).issue(t, "alice")
	for name, test := range map[string]struct {
		flags  []string
		status int
		says   string
	}{
		"with a certificate":    {[]string{"--cert", certFile, "--key", keyFile}, 4, "the server answered 403 Forbidden"},
		"without a certificate": {nil, 3, "negotiate TLS again, as some do to ask for a client certificate (--cert FILE, --key FILE)"},
	} {
		t.Run(name, func(t *testing.T) {
			url := renegotiating(t, certFile, keyFile)
			_, stderr := run(t, raced(t, append([]string{"listen", "-k", url}, test.flags...)...), test.status)
			if !strings.Contains(stderr, test.says) {
				t.Errorf("stderr is %q, want %q", stderr, test.says)
			}
		})
	}
}

// renegotiating returns the URL of a server that reads a request, renegotiates to ask for a certificate, and then
// answers 403.
func renegotiating(t *testing.T, certFile, keyFile string) (url string) {
	t.Helper()
	cmd := command(t, "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certFile, "-key", keyFile, "-tls1_2", "-crlf")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := stdoutPipe(t, cmd)
	start(t, cmd)
	lines := bufio.NewScanner(out)
	for lines.Scan() && url == "" {
		if address, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			url = "wss://" + address + "/"
			break
		}
	}
	go func() {
		for lines.Scan() {
			switch text := lines.Text(); {
			case strings.HasPrefix(text, "User-Agent: "):
				_, _ = io.WriteString(in, "R\n") // its command to renegotiate
			case strings.HasPrefix(text, "SSL_do_handshake"):
				_, _ = io.WriteString(in, "HTTP/1.1 403 Forbidden\nContent-Length: 0\n\n")
			}
		}
	}()
	return url
}
