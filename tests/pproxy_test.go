//go:build unix

package tests

import (
	"path/filepath"
	"testing"
)

// pproxy speaks SOCKS 4, but not 4A.
func TestPproxy(t *testing.T) {
	t.Parallel()
	program := filepath.Join(peersDir(t), "venv", "bin", "pproxy")
	requirePeer(t, program)
	address := freeAddress(t)
	startPart(t, command(t, program, "-l", "socks4://"+address), address)
	s := startTunnelled(t)
	proxy := "socks4://me@" + address
	wantEcho(t, plain(t, "connect", "--proxy", proxy, s.plain.URL()+"/echo"))
	wantEcho(t, plain(t, "connect", "--proxy", proxy, "--cacert", s.cacert, "wss://localhost:"+portOf(s.secure.HostPort())+"/echo"))
}
