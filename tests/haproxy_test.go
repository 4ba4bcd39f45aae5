//go:build unix

package tests

import (
	"os"
	"path/filepath"
	"testing"
)

const haproxyConfig = `
global
	maxconn 100
defaults
	mode http
	timeout connect 5s
	timeout client 30s
	timeout server 30s
	timeout tunnel 30s
frontend all
	bind {{PLAIN}}
	bind {{TLS}} ssl crt {{CERTKEY}} alpn h2,http/1.1
	use_backend hasty if { path_beg /late }
	use_backend nobody if { path_beg /nobody }
	use_backend down if { path_beg /down }
	default_backend patient
backend patient
	server one {{BACKEND}}
backend hasty
	timeout tunnel 1s
	server one {{BACKEND}}
backend nobody
backend down
	retries 0
	server one {{NOBODY}}
`

// haproxy is a running haproxy in front of a test server.
type haproxy struct {
	ws, wss   string // URLs
	authority *authority
}

func startHaproxy(t *testing.T) *haproxy {
	t.Helper()
	dir := t.TempDir()
	authority := newAuthority(t, dir)
	plain, secure := freeAddress(t), freeAddress(t)
	config := fill(t, haproxyConfig,
		"CERTKEY", joined(t, authority),
		"PLAIN", plain,
		"TLS", secure,
		"BACKEND", startServer(t).HostPort(),
		"NOBODY", freeAddress(t),
	)
	cmd := part(t, "haproxy", "-db", "-f", writeFile(t, filepath.Join(dir, "haproxy.cfg"), config))
	startPart(t, cmd, plain, secure)
	return &haproxy{"ws://" + plain, "wss://" + secure, authority}
}

// joined returns a file with a certificate and its key, as haproxy wants them.
func joined(t *testing.T, a *authority) string {
	t.Helper()
	var both []byte
	cert, key := a.issue(t, "haproxy")
	for _, path := range []string{cert, key} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, b...)
	}
	return writeFile(t, filepath.Join(a.dir, "both.pem"), string(both))
}

func TestHaproxy(t *testing.T) {
	t.Parallel()
	h := startHaproxy(t)
	t.Run("ws", func(t *testing.T) { wantEcho(t, plain(t, "connect", h.ws+"/echo")) })
	t.Run("wss", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--cacert", h.authority.file, h.wss+"/echo"))
	})
	t.Run("HTTP/2", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--http", "2", h.ws+"/echo"))
		wantEcho(t, plain(t, "connect", "--http", "auto", "--cacert", h.authority.file, h.wss+"/echo"))
		wantBurst(t, 50_000, "listen", "--http", "2", h.ws+"/burst?n=50000")
		wantCounted(t, 50_000, "send", "--http", "2", h.ws+"/count")
		complains(t, plain(t, "listen", "--http", "2", h.ws+"/nobody"), 4, "503")
	})
	t.Run("burst", func(t *testing.T) {
		wantBurst(t, 200_000, "listen", h.ws+"/burst?n=200000")
		wantCounted(t, 200_000, "send", h.ws+"/count")
	})
	t.Run("no backend", func(t *testing.T) {
		complains(t, plain(t, "listen", h.ws+"/nobody"), 4, "503")
		complains(t, plain(t, "listen", h.ws+"/down"), 4, "503")
		complains(t, plain(t, "listen", "--retry-for", "300ms", h.ws+"/down"), 4, "503")
	})
	t.Run("timeout tunnel", func(t *testing.T) { wantDroppedWhenIdle(t, h.ws+"/late?after=2s") })
}
