//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A page in Chromium talks through serve --forward to a server. What --record-dir
// writes down, and what import makes of the HAR of the same session, is the same
// conversation, and the server passes both. scripts/recordings runs it.
func TestPageRecordings(t *testing.T) {
	if !*heavyRecordings {
		t.Skip("scripts/recordings runs it")
	}
	for _, s := range append(speakers(), recorded()...) {
		if slices.Contains([]string{"graphql", "jsonrpc", "socketio", "nostr", "channels"}, s.name) {
			t.Run(s.name, func(t *testing.T) { s.testPage(t) })
		}
	}
}

func (s speaker) testPage(t *testing.T) {
	port, dir := s.start(t), t.TempDir()
	behind := "ws://127.0.0.1:" + port + s.path
	proxy := startServeProgram(t, nil, "--forward", behind, "--record-dir", dir, "--allow-origin", "*")
	archive := filepath.Join(dir, "session.har")
	s.talk(t, s.page(t, proxy.url, archive), 0)
	proxy.end()
	taped := filepath.Join(dir, "0001.wst")
	imported, stderr := run(t, raced(t, "import", archive), 0)
	wantSilence(t, stderr)
	written, err := os.ReadFile(taped)
	if err != nil {
		t.Fatal(err)
	}
	if one, other := said(string(written)), said(imported); one != other {
		t.Errorf("--record-dir wrote\n%s\nand import made\n%s", written, imported)
	}
	for range 3 {
		run(t, raced(t, s.check(port, taped)...), 0)
		run(t, raced(t, s.check(port, behind, writeFile(t, filepath.Join(dir, "imported.wst"), imported))...), 0)
	}
}

// page is a client that is a page, of which Playwright writes a HAR.
func (s speaker) page(t *testing.T, url, archive string) *exec.Cmd {
	t.Helper()
	requirePeer(t, filepath.Join(peersDir(t), "node_modules", "playwright-core"))
	browser, err := exec.LookPath("chromium")
	if err != nil {
		missingPeer(t, "chromium")
	}
	args := []string{"peers/page.mjs", browser, archive, url}
	for i, flag := range s.flags {
		if i > 0 && s.flags[i-1] == "-s" {
			args = append(args, flag)
		}
	}
	cmd := command(t, "node", args...)
	cmd.Env = append(cmd.Env, "HOME="+t.TempDir())
	return cmd
}

// said is what a transcript tells of the conversation: not from where it is, not
// who closed, which no HAR says, and not what came at once, which depends on who
// listens.
func said(text string) string {
	text = strings.ReplaceAll(text, "\n<& ", "\n< ")
	lines := slices.DeleteFunc(strings.SplitAfter(text, "\n"), func(line string) bool {
		return regexp.MustCompile(`^(#|url |close|timeout )`).MatchString(line)
	})
	return strings.Join(lines, "")
}
