//go:build unix

package tests

import "testing"

func TestMicrosocks(t *testing.T) {
	t.Parallel()
	s := startTunnelled(t)
	open := startMicrosocks(t)
	guarded := startMicrosocks(t, "-u", "ada", "-P", "p:ss%word")
	for _, scheme := range []string{"socks5", "socks5h"} {
		t.Run(scheme, func(t *testing.T) {
			s.testProxy(t, proxies{
				open:    scheme + "://" + open,
				guarded: scheme + "://ada:p%3Ass%25word@" + guarded,
				dead:    "refused",
				lawless: true,
			})
		})
	}
}

func startMicrosocks(t *testing.T, args ...string) (address string) {
	t.Helper()
	address = freeAddress(t)
	args = append(args, "-i", "127.0.0.1", "-p", portOf(address), "-b", viaHost())
	startPart(t, part(t, "microsocks", args...), address)
	return address
}
