//go:build unix

package tests

import (
	"net"
	"net/url"
	"path/filepath"
	"runtime"
	"testing"

	"wspipe/tests/server"
)

// viaHost returns the address that proxies connect from, so that the server can tell whether a client came through
// one. Only Linux has more than one such address.
func viaHost() string {
	if runtime.GOOS == "linux" {
		return "127.0.0.2"
	}
	return "127.0.0.1"
}

// tunnelled is what the proxies let clients reach, and what they don't.
type tunnelled struct {
	plain, secure *server.Server
	cacert        string
	dead          string // allowed, but nobody listens
	forbidden     *server.Server
}

func startTunnelled(t *testing.T) *tunnelled {
	t.Helper()
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	secure, err := server.StartTLS(ca)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(secure.Close)
	dead, release, err := server.DeadPort()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	return &tunnelled{
		plain:     startServer(t),
		secure:    secure,
		cacert:    writeFile(t, filepath.Join(t.TempDir(), "ca.pem"), string(ca.PEM)),
		dead:      dead,
		forbidden: startServer(t),
	}
}

// ports returns the ports that proxies with rules should allow.
func (s *tunnelled) ports() []string {
	return []string{portOf(s.plain.HostPort()), portOf(s.secure.HostPort()), portOf(s.dead)}
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// proxies are two proxies, or two ports of one: open to everyone, and only with a login.
type proxies struct {
	open, guarded string // URLs, guarded with the login in it
	nobody        string // guarded's answer without a login
	wrong         string // and with a wrong one
	dead          string // its answer when the server doesn't listen
	lawless       bool   // it has no rules about ports
}

// as returns guarded's URL with another login, or none.
func (p proxies) as(user *url.Userinfo) string {
	u, _ := url.Parse(p.guarded)
	u.User = user
	return u.String()
}

func (s *tunnelled) testProxy(t *testing.T, p proxies) {
	echo := s.plain.URL() + "/echo"
	t.Run("ws", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--proxy", p.open, echo+"?id=open"))
		s.wantVia(t, s.plain, "open")
	})
	t.Run("wss", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--proxy", p.open, "--cacert", s.cacert, s.secure.URL()+"/echo?id=open"))
		s.wantVia(t, s.secure, "open")
	})
	t.Run("name", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--proxy", p.open, "ws://localhost:"+portOf(s.plain.HostPort())+"/echo?id=name"))
		s.wantVia(t, s.plain, "name")
	})
	t.Run("burst", func(t *testing.T) {
		wantBurst(t, 50_000, "listen", "--proxy", p.open, s.plain.URL()+"/burst?n=50000")
		wantCounted(t, 50_000, "send", "--proxy", p.guarded, s.plain.URL()+"/count")
	})
	t.Run("login", func(t *testing.T) {
		wantEcho(t, plain(t, "connect", "--proxy", p.guarded, echo+"?id=login"))
		s.wantVia(t, s.plain, "login")
		wantEcho(t, plain(t, "connect", "--proxy", p.guarded, "--cacert", s.cacert, s.secure.URL()+"/echo"))
	})
	t.Run("wrong login", func(t *testing.T) {
		complains(t, plain(t, "listen", "--proxy", p.as(url.UserPassword("ada", "password")), echo), 3, "proxy", p.wrong)
		complains(t, plain(t, "listen", "--proxy", p.as(nil), echo), 3, "proxy", p.nobody)
	})
	t.Run("server is down", func(t *testing.T) {
		complains(t, plain(t, "listen", "--proxy", p.open, "ws://"+s.dead), 3, p.dead)
	})
	if p.lawless {
		return
	}
	t.Run("forbidden", func(t *testing.T) {
		complains(t, plain(t, "listen", "--proxy", p.open, s.forbidden.URL()+"/echo"), 3, "proxy", "403")
		if n, err := s.forbidden.Connections(); n != 0 || err != nil {
			t.Errorf("%d connections, %v", n, err)
		}
	})
}

// wantVia checks that connection id came from a proxy.
func (s *tunnelled) wantVia(t *testing.T, at *server.Server, id string) {
	t.Helper()
	if from, _, _ := net.SplitHostPort(await(t, at, id, server.Done).Remote); from != viaHost() {
		t.Errorf("the connection came from %s, not through the proxy", from)
	}
}
