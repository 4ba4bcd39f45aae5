//go:build unix

package tests

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"testing"
)

// lighttpdConfig forwards WebSockets of clients that log in by Digest.
const lighttpdConfig = `
server.bind = "127.0.0.1"
server.port = {{PORT}}
server.document-root = "{{DIR}}"
server.modules = ("mod_auth", "mod_authn_file", "mod_proxy")
auth.backend = "plain"
auth.backend.plain.userfile = "{{USERS}}"
auth.backend.htdigest.userfile = "{{HASHED}}"
auth.require = (
	"/echo/MD5" => ("method" => "digest", "realm" => "a house", "require" => "valid-user", "algorithm" => "MD5"),
	"/echo/SHA-256" => ("method" => "digest", "realm" => "a house", "require" => "valid-user", "algorithm" => "MD5|SHA-256"),
	"/echo/SHA-512-256" => ("method" => "digest", "realm" => "a house", "require" => "valid-user", "algorithm" => "SHA-512-256"),
	"/echo/userhash" => ("method" => "digest", "realm" => "a house", "require" => "valid-user", "algorithm" => "SHA-256", "userhash" => "enable"),
)
$HTTP["url"] =~ "^/echo/userhash" { auth.backend = "htdigest" }
proxy.server = ("" => (("host" => "{{HOST}}", "port" => {{BACKEND}})))
proxy.header = ("upgrade" => "enable", "map-urlpath" => ("/echo/" => "/echo?"))
server.stream-request-body = 2
server.stream-response-body = 2
`

// TestLighttpd logs in by Digest at a server written by others.
func TestLighttpd(t *testing.T) {
	t.Parallel()
	root := filepath.Join(peersDir(t), "lighttpd")
	program := filepath.Join(root, "usr/sbin/lighttpd")
	requirePeer(t, program)
	dir, address := t.TempDir(), freeAddress(t)
	backend := startServer(t).HostPort()
	config := fill(t, lighttpdConfig,
		"PORT", portOf(address),
		"DIR", dir,
		"USERS", writeFile(t, filepath.Join(dir, "users"), "ada:correct: horse\n"),
		"HASHED", writeFile(t, filepath.Join(dir, "hashed"), fmt.Sprintf("ada:a house:%x:%x\n", sha256.Sum256([]byte("ada:a house:correct: horse")), sha256.Sum256([]byte("ada:a house")))),
		"HOST", "127.0.0.1",
		"BACKEND", portOf(backend),
	)
	cmd := command(t, program, "-D", "-m", filepath.Join(root, "usr/lib/lighttpd"), "-f", writeFile(t, filepath.Join(dir, "lighttpd.conf"), config))
	findLibraries(cmd, root)
	startPart(t, cmd, address)
	url := "ws://" + address + "/echo/"
	for _, way := range []string{"MD5", "SHA-256", "SHA-512-256", "userhash"} {
		wantEcho(t, plain(t, "connect", "--digest", "-u", "ada:correct: horse", url+way))
	}
	complains(t, plain(t, "listen", "-u", "ada:correct: horse", url+"MD5"), 4, "401", "Digest")
	complains(t, plain(t, "listen", "--digest", "-u", "ada:wrong", url+"MD5"), 4, "401") // it answers after a second, on purpose
}
