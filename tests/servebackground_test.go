//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A server put into the background by a shell has no stdin until it is back in the foreground, and keeps serving.
func TestServeInTheBackground(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		missingPeer(t, "bash")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, bash, "--norc", "-i")
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"), "PS1=ready> ", "HISTFILE=")
	term := onTerminal(t, cmd)
	term.screen(`ready> $`)
	term.typeIn("wspipe serve 127.0.0.1:0 &\n")
	url := term.find(`listening on (\S+)`)
	run(t, raced(t, "send", url, "from the first"), 0)
	term.screen(`from the first\r\n`)
	listening := raced(t, "listen", "-n", "1", url)
	printed := &watched{}
	listening.Stdout = printed
	start(t, listening)
	run(t, raced(t, "send", url, "from the second"), 0)
	term.screen(`from the second\r\n`)
	term.typeIn("jobs\n")
	term.screen(`\[1\]\+?\s+Running`)
	term.typeIn("fg\n")
	term.screen(`(?s)fg\r\n.*wspipe serve`)
	term.typeIn("typed\n")
	finish(t, listening, 0)
	if printed.String() != "typed\n" {
		t.Errorf("the client got %q", printed)
	}
	term.typeIn(ctrlC)
	term.screen(`(?s)interrupted.*ready> $`)
	term.typeIn("exit\n")
	term.end(130)
}

// It also serves without a stdin: at its end, closed, or as nohup leaves it.
func TestServeWithoutStdin(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`exec "$0" serve 127.0.0.1:0 </dev/null`,
		`exec "$0" serve 127.0.0.1:0 <&-`,
		`exec "$0" serve 127.0.0.1:0 0>/dev/null`, // write-only
		`exec nohup "$0" serve 127.0.0.1:0 0>/dev/null`,
	} {
		cmd := command(t, "/bin/sh", "-c", line, path)
		cmd.Dir = t.TempDir()
		s := &servingProgram{t: t, cmd: cmd, printed: &watched{}, said: &watched{}}
		cmd.Stdout, cmd.Stderr = s.printed, s.said
		start(t, cmd)
		url := s.until(`listening on (\S+)`)
		for _, text := range []string{"one", "two"} {
			run(t, raced(t, "send", url, text), 0)
		}
		signalTo(t, cmd, syscall.SIGTERM)
		finish(t, cmd, 143)
		if got := s.printed.String(); got != "one\ntwo\n" || strings.Contains(s.said.String(), "stdin") {
			t.Errorf("%s: stdout %q; said: %s", line, got, s.said)
		}
	}
}
