//go:build unix

package tests

import (
	"path/filepath"
	"testing"
)

const tinyproxyConfig = `
Listen 127.0.0.1
Port {{PORT}}
Bind {{VIA}}
Timeout 60
MaxClients 20
DisableViaHeader Yes
LogLevel Info
`

func TestTinyproxy(t *testing.T) {
	t.Parallel()
	s := startTunnelled(t)
	open := startTinyproxy(t, s, "")
	guarded := startTinyproxy(t, s, "BasicAuth ada pass-word\n") // it takes no other kind of password
	s.testProxy(t, proxies{
		open:    "http://" + open,
		guarded: "http://ada:pass-word@" + guarded,
		nobody:  "407",
		wrong:   "401", // should be 407
		dead:    "500",
	})
}

func startTinyproxy(t *testing.T, s *tunnelled, more string) (address string) {
	t.Helper()
	address = freeAddress(t)
	config := fill(t, tinyproxyConfig, "PORT", portOf(address), "VIA", viaHost()) + more
	for _, port := range s.ports() {
		config += "ConnectPort " + port + "\n"
	}
	cmd := part(t, "tinyproxy", "-d", "-c", writeFile(t, filepath.Join(t.TempDir(), "tinyproxy.conf"), config))
	startPart(t, cmd, address)
	return address
}
