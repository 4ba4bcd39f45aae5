//go:build unix

package tests

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// wspipe against servers written by others, installed by scripts/peers. A peer that isn't installed is skipped,
// unless WSPIPE_REQUIRE_PEERS=1 requires it.

func TestPeerNode(t *testing.T) {
	t.Parallel()
	peers := peersDir(t)
	modules := filepath.Join(peers, "node_modules")
	requirePeer(t, filepath.Join(modules, "ws"))
	node, err := exec.LookPath("node")
	if err != nil {
		missingPeer(t, "node")
	}
	testPeer(t, command(t, node, "peers/echo.mjs", modules))
}

func TestPeerPython(t *testing.T) {
	t.Parallel()
	python := filepath.Join(peersDir(t), "venv", "bin", "python")
	requirePeer(t, python)
	testPeer(t, command(t, python, "peers/echo.py"))
}

func peersDir(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../.peers")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func requirePeer(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		missingPeer(t, path)
	}
}

func missingPeer(t testing.TB, what string) {
	t.Helper()
	message := fmt.Sprintf("PEER MISSING, NOTHING WAS TESTED: no %s; run scripts/peers", what)
	if os.Getenv("WSPIPE_REQUIRE_PEERS") == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// startPeer runs a peer until the end of the test and returns its URL. The peer ends when its stdin does.
func startPeer(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(stdoutPipe(t, cmd))
	start(t, cmd)
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	line, err := out.ReadString('\n')
	if err != nil {
		t.Fatalf("the peer printed no port: %v; %s", err, captured(cmd))
	}
	place := strings.TrimSpace(line)
	port, _, _ := strings.Cut(place, "/") // some choose their path, too
	if _, err := strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	return "ws://127.0.0.1:" + place
}

func testPeer(t *testing.T, cmd *exec.Cmd) {
	url := startPeer(t, cmd)
	t.Run("echo", func(t *testing.T) { testPeerEcho(t, url+"/echo") })
	t.Run("deflate", func(t *testing.T) { testPeerDeflate(t, url+"/deflate") })
	t.Run("burst", func(t *testing.T) { testPeerBurst(t, url) })
	t.Run("close", func(t *testing.T) { testPeerClose(t, url) })
	t.Run("subprotocol", func(t *testing.T) { testPeerSubprotocol(t, url) })
	t.Run("not found", func(t *testing.T) {
		_, stderr := run(t, raced(t, "listen", url+"/nothing"), 4)
		if !strings.Contains(stderr, "404") {
			t.Errorf("stderr: %q", stderr)
		}
	})
}

func testPeerEcho(t *testing.T, url string) {
	big := strings.Repeat("0123456789abcdef", 2<<20/16)
	for name, test := range map[string]struct{ format, stdin, want string }{
		"text":       {"lines", "one\ntwo é\n", "one\ntwo é\n"},
		"empty text": {"lines", "\n\n", "\n\n"},
		"2 MiB text": {"lines", big + "\n", big + "\n"},
		"binary":     {"length", "\x00\x00\x00\x04\x00\n\xff\xfe", "\x00\x00\x00\x04\x00\n\xff\xfe"},
		"empty":      {"hex", "\n00\n\n", "\n00\n\n"},
		"2 MiB":      {"raw", big, big},
	} {
		t.Run(name, func(t *testing.T) {
			n := 1
			if test.format != "raw" && test.format != "length" {
				n = strings.Count(test.stdin, "\n")
			}
			cmd := raced(t, "send", "--input", test.format, "--output", test.format, "-n", strconv.Itoa(n), url)
			cmd.Stdin = strings.NewReader(test.stdin)
			stdout, stderr := run(t, cmd, 0)
			wantSilence(t, stderr)
			if stdout != test.want {
				t.Errorf("got %d bytes %.60q, want %d bytes %.60q", len(stdout), stdout, len(test.want), test.want)
			}
		})
	}

	// the type comes back, too
	cmd := raced(t, "send", "--json", "-n", "2", url)
	cmd.Stdin = strings.NewReader(`{"type":"binary","data":"aGk="}` + "\n" + `{"type":"text","data":"hi"}` + "\n")
	stdout, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	binary, text := strings.Index(stdout, `"aGk="`), strings.Index(stdout, `"hi"`)
	if binary < 0 || text < binary {
		t.Errorf("stdout: %s", stdout)
	}
}

// With --compress, messages are compressed both ways and come back unchanged; the second of two equal ones takes only
// a few bytes, thanks to the shared context.
func testPeerDeflate(t *testing.T, url string) {
	message := strings.Repeat("compress me ", 500) + "é"
	stdout, stderr := run(t, raced(t, "send", "-vv", "--compress", "-n", "3", url, message, message, "short"), 0)
	if stdout != message+"\n"+message+"\nshort\n" {
		t.Errorf("%d bytes came back", len(stdout))
	}
	if !strings.Contains(stderr, "extensions permessage-deflate") || !regexp.MustCompile(`(?m)^< text, \d\d? bytes?, compressed$`).MatchString(stderr) {
		t.Errorf("stderr: %s", stderr)
	}
}

func testPeerBurst(t *testing.T, url string) {
	const n = 50_000
	var want bytes.Buffer
	for i := range n {
		fmt.Fprintln(&want, i)
	}
	for range 3 {
		h := sha256.New()
		cmd := raced(t, "listen", fmt.Sprintf("%s/burst?n=%d", url, n))
		cmd.Stdout = h
		_, stderr := run(t, cmd, 0)
		wantSilence(t, stderr)
		if sha256.Sum256(want.Bytes()) != [32]byte(h.Sum(nil)) {
			t.Error("incomplete")
		}
	}
}

func testPeerClose(t *testing.T, url string) {
	for code, status := range map[int]int{1000: 0, 1001: 0, 1008: 5, 1011: 5, 3000: 5, 4001: 5} {
		target := fmt.Sprintf("%s/close?code=%d&reason=why+not", url, code)
		stdout, stderr := run(t, raced(t, "listen", target), status)
		wantSilence(t, stdout)
		if status == 0 {
			wantSilence(t, stderr)
		} else if !strings.Contains(stderr, strconv.Itoa(code)) || !strings.Contains(stderr, "why not") {
			t.Errorf("%d: stderr: %q", code, stderr)
		}
	}
}

func testPeerSubprotocol(t *testing.T, url string) {
	cmd := raced(t, "send", "--output", "json", "-n", "1", "-s", "v1.chat", "-s", "v2.chat", url+"/echo", "hi")
	stdout, stderr := run(t, cmd, 0)
	wantSilence(t, stderr)
	if !strings.Contains(stdout, `"protocol":"v2.chat"`) {
		t.Errorf("stdout: %s", stdout)
	}
	_, stderr = run(t, raced(t, "listen", "-s", "v3.chat", url+"/echo"), 4)
	if !strings.Contains(stderr, "subprotocol") {
		t.Errorf("stderr: %q", stderr)
	}
}
