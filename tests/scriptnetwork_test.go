//go:build unix

package tests

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"

	"github.com/rogpeppe/go-internal/testscript"

	"wspipe/tests/server"
)

// setupNetwork adds what the scripts about proxies and addresses need: the proxies of package server, host and port
// each in $PROXY, $PROXYLOGIN, $PROXYTLS, $SOCKS and $SOCKSLOGIN; $MUTEPORT, which accepts connections but never
// sends; and servers on the unix socket $SOCKET, on Linux on the abstract socket $ABSTRACT, and, with IPv6 (condition
// [ipv6]), on ::1 and $PORT6. The path of a socket must be shorter than $WORK is.
func setupNetwork(env *testscript.Env, ca *server.CA) (*server.Proxies, error) {
	proxies, err := server.StartProxies(ca)
	if err != nil {
		return nil, err
	}
	env.Defer(proxies.Close)
	env.Setenv("PROXY", proxies.HTTP)
	env.Setenv("PROXYLOGIN", proxies.HTTPLogin)
	env.Setenv("PROXYTLS", proxies.HTTPS)
	env.Setenv("SOCKS", proxies.Socks)
	env.Setenv("SOCKSLOGIN", proxies.SocksLogin)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	env.Defer(func() { mute.Close() })
	env.Setenv("MUTEPORT", mute.Addr().String())
	dir, err := os.MkdirTemp("", "ws")
	if err != nil {
		return nil, err
	}
	env.Defer(func() { os.RemoveAll(dir) })
	env.Setenv("SOCKET", filepath.Join(dir, "a b:c.sock"))
	if err := setupServer(env, "unix", env.Getenv("SOCKET")); err != nil {
		return nil, err
	}
	if runtime.GOOS == "linux" {
		env.Setenv("ABSTRACT", "@wspipe"+dir)
		if err := setupServer(env, "unix", env.Getenv("ABSTRACT")); err != nil {
			return nil, err
		}
	}
	if hasIPv6() {
		return proxies, setupServer(env, "tcp", "[::1]:0")
	}
	return proxies, nil
}

func setupServer(env *testscript.Env, network, address string) error {
	s, err := server.StartOn(network, address)
	if err != nil {
		return err
	}
	env.Defer(s.Close)
	if _, port, err := net.SplitHostPort(s.HostPort()); err == nil && network == "tcp" {
		env.Setenv("PORT6", port)
	}
	return nil
}

func hasIPv6() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	l.Close()
	return true
}

func scriptCondition(name string) (bool, error) {
	if name == "ipv6" {
		return hasIPv6(), nil
	}
	return false, fmt.Errorf("unknown condition [%s]", name)
}

// cmdProxied compares with the log of all proxies.
func cmdProxied(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: proxied LINE…")
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	got := stateOf(ts).proxies.Await(ctx, len(args))
	same := len(got) == len(args)
	for i := 0; same && i < len(got); i++ {
		same = sameLine(got[i], args[i])
	}
	if !same {
		ts.Fatalf("the proxies were asked %q, want %q", got, args)
	}
}
