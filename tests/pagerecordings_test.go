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

// A page in Chromium talks to a server through serve --forward. What --record-dir records is the same conversation as
// what import makes of the HARs that Playwright and DevTools export of the same session, and the server passes all of
// them. scripts/recordings runs it.
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
	s.talk(t, s.page(t, proxy.url, dir), 0)
	proxy.end()
	taped := filepath.Join(dir, "0001.wst")
	s.wantPassed(t, port, taped)
	for _, archive := range []string{"playwright.har", "chrome.har", "chrome-sensitive.har"} {
		imported := wantImported(t, filepath.Join(dir, archive), taped)
		s.wantPassed(t, port, behind, imported)
	}
}

// wantImported imports an archive, which must give what was recorded.
func wantImported(t *testing.T, archive, taped string) (file string) {
	t.Helper()
	imported, stderr := run(t, raced(t, "import", archive), 0)
	wantSilence(t, stderr)
	written, err := os.ReadFile(taped)
	if err != nil {
		t.Fatal(err)
	}
	if one, other := said(string(written)), said(imported); one != other {
		t.Errorf("--record-dir wrote\n%s\nand import made of %s\n%s", written, filepath.Base(archive), imported)
	}
	return writeFile(t, archive+".wst", imported)
}

func (s speaker) wantPassed(t *testing.T, port string, args ...string) {
	t.Helper()
	for range 3 {
		run(t, raced(t, s.check(port, args...)...), 0)
	}
}

// page runs a page as a client, and writes HARs of it into a folder.
func (s speaker) page(t *testing.T, url, folder string) *exec.Cmd {
	t.Helper()
	requirePeer(t, filepath.Join(peersDir(t), "node_modules", "playwright-core"))
	browser, err := exec.LookPath("chromium")
	if err != nil {
		missingPeer(t, "chromium")
	}
	args := []string{"peers/page.mjs", browser, folder, url}
	for i, flag := range s.flags {
		if i > 0 && s.flags[i-1] == "-s" {
			args = append(args, flag)
		}
	}
	cmd := command(t, "node", args...)
	cmd.Env = append(cmd.Env, "HOME="+t.TempDir())
	return cmd
}

// said returns the conversation in a transcript, without where the transcript comes from, who closed, which no HAR
// says, and what came at once, which depends on who listens.
func said(text string) string {
	text = strings.ReplaceAll(text, "\n<& ", "\n< ")
	lines := slices.DeleteFunc(strings.SplitAfter(text, "\n"), func(line string) bool {
		return regexp.MustCompile(`^(#|url |close|timeout )`).MatchString(line)
	})
	return strings.Join(lines, "")
}
