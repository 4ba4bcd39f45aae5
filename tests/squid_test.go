//go:build unix

package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// squidConfig runs one process with nothing on disk, which lets everybody through at {{OPEN}} and those with a
// password at {{GUARDED}}. Squid insists on programs and directories that it has no use for here.
const squidConfig = `
http_port {{OPEN}}
http_port {{GUARDED}}
https_port {{TLS}} tls-cert={{CERT}} tls-key={{KEY}}
tcp_outgoing_address {{VIA}}

auth_param basic program /bin/sh {{HELPER}}
auth_param basic children 1
auth_param basic realm members
acl guarded localport {{GUARDEDPORT}}
acl password proxy_auth REQUIRED
acl backends port {{PORTS}}
http_access deny !CONNECT
http_access deny !backends
http_access allow !guarded
http_access allow password
http_access deny all

pid_filename none
cache deny all
cache_mem 0
memory_pools off
max_filedescriptors 512
access_log none
cache_log /dev/null
cache_store_log none
pinger_enable off
unlinkd_program /bin/sh
mime_table /dev/null
coredump_dir {{DIR}}
icon_directory {{DIR}}
error_directory {{ERRORS}}
visible_hostname wspipe.test
shutdown_lifetime 0
`

// squidHelper answers squid, which asks it about names and passwords with some characters escaped.
const squidHelper = `
while read -r line; do
	case $line in
	"ada p%3Ass%25word" | "ada p:ss%25word") echo OK ;;
	*) echo ERR ;;
	esac
done
`

func TestSquid(t *testing.T) {
	t.Parallel()
	s := startTunnelled(t)
	dir := t.TempDir()
	open, guarded, secure := freeAddress(t), freeAddress(t), freeAddress(t)
	authority := newAuthority(t, dir)
	cert, key := authority.issue(t, "squid")
	config := fill(t, squidConfig,
		"DIR", dir,
		"OPEN", open,
		"GUARDED", guarded,
		"GUARDEDPORT", portOf(guarded),
		"TLS", secure,
		"CERT", cert,
		"KEY", key,
		"VIA", viaHost(),
		"HELPER", writeFile(t, filepath.Join(dir, "helper"), squidHelper),
		"PORTS", strings.Join(s.ports(), " "),
		"ERRORS", squidErrors(t, dir),
	)
	if os.Getuid() == 0 {
		// Squid drops root, and must still be able to read.
		config += "cache_effective_user nobody\n"
		if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// The name keeps its shared memory apart from another squid's.
	name := fmt.Sprint("wspipe", os.Getpid())
	cmd := part(t, "squid", "-N", "-d", "1", "-n", name, "-f", writeFile(t, filepath.Join(dir, "squid.conf"), config))
	startPart(t, cmd, open, guarded, secure)

	s.testProxy(t, proxies{
		open:    "http://" + open,
		guarded: "http://ada:p%3Ass%25word@" + guarded,
		nobody:  "407",
		wrong:   "407",
		dead:    "503",
	})
	t.Run("https", func(t *testing.T) {
		proxy := "https://localhost:" + portOf(secure)
		wantEcho(t, plain(t, "connect", "--cacert", authority.file, "--proxy", proxy, s.plain.URL()+"/echo"))
		complains(t, plain(t, "listen", "--proxy", proxy, s.plain.URL()+"/echo"), 3, "certificate")
	})
}

// squidErrors returns the directory of squid's error pages, or one without any, with which it answers in short texts
// of its own.
func squidErrors(t *testing.T, otherwise string) string {
	t.Helper()
	for _, root := range []string{unpackedDir(t), "/"} {
		dir := filepath.Join(root, "usr/share/squid-langpack/en")
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	return otherwise
}
