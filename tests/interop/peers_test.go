//go:build unix

package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A peer is a program that speaks lines, with its abilities.
type peer struct {
	name           string
	command        func(t *testing.T) *exec.Cmd
	server, client bool
	// closes are the codes that its users may close with, 0 for none.
	closes []int
	// pieces: they can choose where a message is split; pings: they can send one, and see the pong.
	pieces, pings bool
	// tells: pings that arrive are reported to them; insists: its client always offers compression.
	tells, insists bool
	// unknown are the codes that it treats as errors.
	unknown []int
	// asks are the parameters of compression that its client can offer, agrees those that its server accepts.
	asks, agrees []string
	// heavy: it is only tested on request.
	heavy bool
	// breaks are parameters that its server answers in violation of RFC 7692.
	breaks []string
}

func (p peer) ways() []way {
	var ways []way
	if p.server {
		ways = append(ways, theirServer)
	}
	if p.client {
		ways = append(ways, theirClient)
	}
	return ways
}

var (
	allCloses     = []int{0, 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999}
	numbered      = allCloses[1:]
	browserCloses = []int{0, 1000, 3000, 4000, 4999}
	parameters    = []string{
		"", "server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits=10", "client_max_window_bits=10",
	}
)

var peers = []peer{
	{
		name: "ws", command: node("ws"), server: true, client: true,
		closes: allCloses, pieces: true, pings: true, tells: true, asks: parameters, agrees: parameters,
	},
	{name: "undici", command: node("undici"), client: true, closes: browserCloses, asks: parameters[:1], insists: true},
	{
		name: "websockets", command: python("py_websockets"), server: true, client: true,
		closes: numbered, pieces: true, pings: true, asks: parameters, agrees: parameters,
	},
	{
		name: "aiohttp", command: python("py_aiohttp"), server: true, client: true,
		closes: numbered, pings: true, tells: true,
		asks:   []string{"", "server_max_window_bits=10"},
		agrees: []string{"", "server_no_context_takeover", "server_max_window_bits=10"},
	},
	{
		name: "websocket-client", command: python("py_websocket_client"), client: true,
		closes: numbered, pieces: true, pings: true, tells: true,
	},
	{
		name: "gorilla", command: built("gorilla"), server: true, client: true,
		closes: allCloses, pieces: true, pings: true, tells: true, unknown: []int{1014},
		asks: parameters[:3], agrees: parameters[:3], breaks: parameters[3:4],
	},
	{
		name: "gobwas", command: built("gobwas"), server: true, client: true,
		closes: allCloses, pieces: true, pings: true, tells: true, unknown: []int{1012, 1013, 1014},
	},
	{
		name: "gws", command: built("gws"), server: true, client: true,
		closes: numbered, pings: true, tells: true, unknown: []int{1014},
		asks: parameters, agrees: parameters[:3], breaks: parameters[3:4],
	},
	{
		name: "tungstenite", command: rust("tungstenite"), server: true, client: true,
		closes: allCloses, pieces: true, pings: true, tells: true, unknown: []int{1014}, heavy: true,
	},
	{name: "Firefox", command: bare("firefox-esr", "firefox"), client: true, closes: browserCloses, asks: parameters[:1], insists: true, heavy: true},
	{name: "Chromium", command: browser("chromium"), client: true, closes: browserCloses, asks: parameters[:1], insists: true, heavy: true},
}

// built returns a peer written in Go.
func built(name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		path := filepath.Join(t.TempDir(), name)
		if out, err := exec.Command("go", "build", "-o", path, "./peers/"+name).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return exec.Command(path)
	}
}

func node(name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		modules := filepath.Join(installed(t), "node_modules")
		require(t, filepath.Join(modules, name))
		path, err := exec.LookPath("node")
		if err != nil {
			missing(t, "node")
		}
		return exec.Command(path, filepath.Join("peers", name+".mjs"), modules)
	}
}

// browser returns a browser driven by playwright-core.
func browser(name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		path, err := exec.LookPath(name)
		if err != nil {
			missing(t, name)
		}
		modules := filepath.Join(installed(t), "node_modules")
		require(t, filepath.Join(modules, "playwright-core"))
		return exec.Command("node", filepath.Join("peers", name+".mjs"), modules, path)
	}
}

// bare returns a browser that needs no driver.
func bare(program, name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		path, err := exec.LookPath(program)
		if err != nil {
			missing(t, program)
		}
		return exec.Command("node", filepath.Join("peers", name+".mjs"), "", path)
	}
}

// rust returns a peer built by scripts/peers.
func rust(name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		path := filepath.Join(installed(t), name, "release", name+"-peer")
		require(t, path)
		return exec.Command(path)
	}
}

func python(name string) func(*testing.T) *exec.Cmd {
	return func(t *testing.T) *exec.Cmd {
		path := filepath.Join(installed(t), "venv", "bin", "python")
		require(t, path)
		return exec.Command(path, filepath.Join("peers", name+".py"))
	}
}

func installed(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../.peers")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func require(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		missing(t, path)
	}
}

func missing(t *testing.T, what string) {
	t.Helper()
	message := "PEER MISSING, NOTHING WAS TESTED: no " + what + "; run scripts/peers"
	if os.Getenv("WSPIPE_REQUIRE_PEERS") == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
}
