//go:build unix

package tests

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestHTTP2Node(t *testing.T) {
	t.Parallel()
	modules := filepath.Join(peersDir(t), "node_modules")
	requirePeer(t, filepath.Join(modules, "ws"))
	node, err := exec.LookPath("node")
	if err != nil {
		missingPeer(t, "node")
	}
	testHTTP2Peer(t, command(t, node, "peers/http2.mjs", modules), "404")
}

func TestHTTP2Hypercorn(t *testing.T) {
	t.Parallel()
	venv := filepath.Join(peersDir(t), "venv")
	requirePeer(t, filepath.Join(venv, "bin", "hypercorn"))
	url := testHTTP2Peer(t, command(t, filepath.Join(venv, "bin", "python"), "peers/http2.py"), "403")
	t.Run("compressed", func(t *testing.T) {
		message := strings.Repeat("again and ", 1000)
		stdout, stderr := run(t, plain(t, "send", "-v", "--http", "2", "--compress", "-n", "1", url+"/echo", message), 0)
		if stdout != message+"\n" || !strings.Contains(stderr, "extensions permessage-deflate") {
			t.Errorf("%.60q, %s", stdout, stderr)
		}
	})
}

func testHTTP2Peer(t *testing.T, cmd *exec.Cmd, unknown string) (url string) {
	t.Helper()
	url = startPeer(t, cmd)
	t.Run("echo", func(t *testing.T) { wantEcho(t, plain(t, "connect", "--http", "2", url+"/echo")) })
	t.Run("burst", func(t *testing.T) { wantBurst(t, 20_000, "listen", "--http", "2", url+"/burst?n=20000") })
	t.Run("close", func(t *testing.T) {
		complains(t, plain(t, "listen", "--http", "2", url+"/close?code=4001&reason=kicked"), 5, "4001")
	})
	t.Run("subprotocol", func(t *testing.T) {
		stdout, _ := run(t, plain(t, "send", "--json", "--http", "2", "-s", "v1.chat", "-s", "v2.chat", url+"/echo"), 0)
		if !strings.Contains(stdout, `"protocol":"v2.chat"`) || !strings.Contains(stdout, `"http":"2"`) {
			t.Error(stdout)
		}
	})
	t.Run("unknown", func(t *testing.T) { complains(t, plain(t, "listen", "--http", "2", url+"/nothing"), 4, unknown) })
	return url
}
