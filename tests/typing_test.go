//go:build unix

package tests

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"wspipe/tests/server"
)

const (
	ctrlA     = "\x01"
	ctrlZ     = "\x1a"
	ctrlQuit  = "\x1c"
	backspace = "\x7f"
	pasted    = "\x1b[200~"
	pasteEnd  = "\x1b[201~"
)

// messages returns the texts that a client sent.
func messages(t *testing.T, s *server.Server, id string, n int) string {
	t.Helper()
	return await(t, s, id, func(r server.Report) bool { return r.Messages >= n }).String()
}

// A terminal's own lines end at 4,095 bytes. A line is sent whole or not at all.
func TestLongLinesAtATerminal(t *testing.T) {
	s := startServer(t)
	long := strings.Repeat("0123456789", 600)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/count?id=edited"))
	term.shows("(/help")
	term.typeIn(long + "\r")
	if got := messages(t, s, "edited", 1); got != "text 6000 bytes\n" {
		t.Errorf("the server saw %q", got)
	}
	term.typeIn(ctrlD)
	term.end(0)

	plain := onTerminal(t, raced(t, "connect", "--no-edit", s.URL()+"/count?id=plain"))
	plain.shows("(Ctrl-D leaves)")
	plain.typeIn(long + "\n")
	plain.shows("* not sent: this line may not be whole")
	plain.typeIn("short\n")
	if got := messages(t, s, "plain", 1); got != "text \"short\"\n" {
		t.Errorf("the server saw %q", got)
	}
	plain.typeIn(ctrlD)
	plain.end(0)

	for i, args := range [][]string{{"send"}, {"connect"}, {"connect", "--raw"}} {
		id := fmt.Sprint("cut", i)
		cmd := raced(t, append(args, s.URL()+"/count?id="+id)...)
		cmd.Stdout = &bytes.Buffer{}
		term := onTerminal(t, cmd)
		await(t, s, id, func(r server.Report) bool { return r.Opened })
		term.typeIn(long + "\n")
		if text := term.end(8); !strings.Contains(text, "wspipe: stdin: this line may not be whole") {
			t.Errorf("%v: the terminal has %q", args, text)
		}
		if got := await(t, s, id, server.Done); got.Messages != 0 {
			t.Errorf("%v: the server saw %.80q", args, got)
		}
	}
}

// What is typed stays visible, and what is visible is sent.
func TestMessagesLeaveTheTypedLineAlone(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/late?after=500ms&id=a"))
	term.shows("(/help")
	term.typeIn("first\rsecret")
	term.ends("> first\n> secret")
	term.ends("< first\n> secret")
	term.typeIn(backspace + backspace + "XY")
	term.ends("< first\n> secrXY")
	term.typeIn("\r")
	term.ends("> secrXY\n>")
	if got := messages(t, s, "a", 2); got != "text \"first\"\ntext \"secrXY\"\n" {
		t.Errorf("the server saw %q", got)
	}
	term.typeIn(ctrlD)
	term.end(0)
}

// interactive starts a shell that finds wspipe.
func interactive(t *testing.T, env ...string) *terminal {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		missingPeer(t, "bash")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, bash, "--norc", "--noediting", "-i")
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"), "PS1=ready> ", "HISTFILE=")
	term := onTerminal(t, cmd, env...)
	term.ends("ready>")
	return term
}

// The shell doesn't run what somebody is typing when the server closes.
func TestHalfALineStaysOutOfTheShell(t *testing.T) {
	s := startServer(t)
	dir := t.TempDir()
	made, history := filepath.Join(dir, "made"), filepath.Join(dir, "history")
	term := interactive(t, "WSPIPE_HISTORY="+history)
	term.typeIn("wspipe connect '" + s.URL() + "/burst?n=0&gate=go&code=4000'\n")
	term.shows("(/help")
	term.typeIn("touch " + made)
	term.ends("> touch " + made)
	s.OpenGate("go")
	term.ends("* the server closed with 4000\nready>")
	term.typeIn("\n")
	term.ends("ready>\nready>")
	if _, err := os.Stat(made); err == nil {
		t.Error("the shell ran the half line")
	}
	if kept, _ := os.ReadFile(history); !strings.Contains(string(kept), "touch "+made) {
		t.Errorf("the history has %q", kept)
	}
	term.typeIn("exit\n")
	term.end(5)
}

func TestLeavingWhileMessagesKeepComing(t *testing.T) {
	s := startServer(t)
	for _, flag := range []string{"--no-color", "--no-edit"} {
		term := onTerminal(t, raced(t, "connect", "--close-timeout=100ms", flag, s.URL()+"/chatty"))
		term.shows("\n< ")
		term.typeIn(ctrlD)
		term.end(6) // the server never answers our close
	}
}

// A typo never ends the session.
func TestTyposAtATerminal(t *testing.T) {
	s := startServer(t)
	for format, test := range map[string]struct{ typo, mended, sent string }{
		"--hex":           {"0g", backspace + "f", "binary \"\\x0f\"\n"},
		"--base64":        {"AA=A", backspace + "=", "binary \"\\x00\"\n"},
		"--json":          {`{"type":"text","data":"x"`, "}", "text \"x\"\n"},
		"--input=lines":   {"/hex zz", ctrlU + "x", "text \"x\"\n"},
		"--json --binary": {`{"type":"nothing"}`, ctrlU + `{"type":"binary","data":"AA=="}`, "binary \"\\x00\"\n"},
	} {
		id := strings.ReplaceAll(strings.ReplaceAll(format, " ", ""), "=", "")
		term := onTerminal(t, raced(t, append(append([]string{"connect"}, strings.Fields(format)...), s.URL()+"/count?id="+id)...))
		term.shows("(/help")
		term.typeIn(test.typo + "\r")
		if strings.HasPrefix(test.typo, "/") {
			term.shows("* /hex: ")
		} else {
			term.shows("* not sent: ")
			term.ends("\n> " + test.typo)
		}
		term.typeIn(test.mended + "\r")
		if got := messages(t, s, id, 1); got != test.sent {
			t.Errorf("%s: the server saw %q", format, got)
		}
		term.typeIn(ctrlD)
		term.end(0)
	}
	plain := onTerminal(t, raced(t, "connect", "--no-edit", "--hex", s.URL()+"/count?id=plain"))
	plain.shows("(Ctrl-D leaves)")
	plain.typeIn("0g\n")
	plain.shows("* not sent: ")
	plain.typeIn("0f\n")
	if got := messages(t, s, "plain", 1); got != "binary \"\\x0f\"\n" {
		t.Errorf("the server saw %q", got)
	}
	plain.typeIn(ctrlD)
	plain.end(0)
}

// On a terminal without IUTF8, each backspace removes a byte; the editor removes what is seen.
func TestBackspaceTakesACharacter(t *testing.T) {
	s := startServer(t)
	for flag, want := range map[string]string{"--no-color": "", "--no-edit": "* not sent: it isn't UTF-8"} {
		term := onTerminal(t, raced(t, "connect", flag, s.URL()+"/count?id="+flag))
		term.shows("Ctrl-D leaves")
		term.typeIn("世" + backspace + "x\n")
		if want != "" {
			term.shows(want)
			term.typeIn("x\n")
		}
		if got := messages(t, s, flag, 1); got != "text \"x\"\n" {
			t.Errorf("%s: the server saw %q", flag, got)
		}
		term.typeIn(ctrlD)
		term.end(0)
	}
}

func TestKeysEdit(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/count?id=a"))
	term.shows("(/help")
	term.typeIn("bd" + "\x1b[D" + "c" + ctrlA + "a" + "\x1bOA" + "\x1b[99~" + "\r")
	if got := messages(t, s, "a", 1); got != "text \"abcd\"\n" {
		t.Errorf("the server saw %q", got)
	}
	term.typeIn(ctrlD)
	term.end(0)
}

// Only we draw marks, and messages have edges.
func TestMarksCannotBeForged(t *testing.T) {
	s := startServer(t)
	for _, flag := range []string{"--no-color", "--no-edit"} {
		term := onTerminal(t, raced(t, "connect", flag, "--on-open", "one\n> two\n* three\r\nwspipe: four", "--on-open", "", s.URL()+"/echo"))
		term.shows("\n< one\n  > two\n  * three\n  wspipe: four\n")
		term.shows("\n< (empty)\n")
		if flag == "--no-color" {
			term.typeIn("/hex 00 01 02 ff fe 0a 41\r")
			term.shows("\n< 7 bytes, binary\n  000000  00 01 02 ff fe 0a 41                             ......A\n")
			term.typeIn(`/text "\u202e\u2066\u2028\u200b\u001b[2J\u009b"` + "\r")
			term.shows("\n" + `< \u202e\u2066\u2028\u200b\x1b[2J\u009b` + "\n")
		}
		term.typeIn(ctrlD)
		term.end(0)
	}
}

func TestPasteIsOneMessage(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/count?id=a"))
	term.shows("(/help")
	lines := make([]string, 11)
	for i := range lines {
		lines[i] = fmt.Sprint("line ", i)
	}
	term.typeIn(pasted + strings.Join(lines, "\r") + "\r" + pasteEnd)
	term.ends("  line 10\nEnter sends one message, Ctrl-O one for each line")
	term.typeIn("\r")
	if got := messages(t, s, "a", 1); got != "text 77 bytes\n" {
		t.Errorf("the server saw %q", got)
	}
	term.typeIn(pasted + strings.Repeat("x\n", 9_999) + "end" + pasteEnd + "\x0f")
	term.typeIn(ctrlD)
	term.end(0)
	if r := await(t, s, "a", server.Done); r.Messages != 10_001 || r.Bytes != 77+9_999+3 {
		t.Errorf("the server saw %d messages, %d bytes", r.Messages, r.Bytes)
	}
}

// A long message takes half the screen.
func TestLongJSONAtATerminal(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "long.json")
	text := `{"all":[` + strings.Repeat(`{"number":1234567890,"text":"words"},`, 500) + `{}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo"))
	term.shows("(/help")
	term.typeIn("/send " + file + "\r")
	term.shows(fmt.Sprintf(" more lines, %s bytes in all (/last shows all, /save FILE keeps it)", thousands(len(text))))
	term.typeIn("/save " + file + ".saved\r")
	term.shows("* saved ")
	if saved, err := os.ReadFile(file + ".saved"); err != nil || string(saved) != text {
		t.Errorf("saved %d bytes, %v", len(saved), err)
	}
	term.typeIn(ctrlD)
	term.end(0)
}

func thousands(n int) string { return fmt.Sprintf("%d,%03d", n/1000, n%1000) }

// After Ctrl-Z and fg the line is there again; in between, the shell has the terminal as it wants it.
func TestSuspend(t *testing.T) {
	s := startServer(t)
	term := interactive(t)
	term.typeIn("wspipe connect '" + s.URL() + "/count?id=a'\n")
	term.shows("(/help")
	term.typeIn("half")
	term.ends("> half")
	term.typeIn(ctrlZ)
	term.sees("stopped", func() bool {
		screen := term.e.Screen()
		return strings.Contains(screen, "Stopped") && strings.HasSuffix(screen, "ready>")
	})
	term.typeIn("echo 'in the' shell\n")
	term.ends("\nin the shell\nready>")
	term.typeIn("fg\n")
	term.ends("\n> half")
	term.typeIn(" a line\r")
	if got := messages(t, s, "a", 1); got != "text \"half a line\"\n" {
		t.Errorf("the server saw %q", got)
	}
	term.typeIn(ctrlD)
	term.ends("\nready>")
	term.typeIn("exit\n")
	term.end(0)
}

// A terminal without capabilities gets nothing but text, and so does one where --no-edit turns the editor off.
func TestDumbTerminal(t *testing.T) {
	s := startServer(t)
	for _, kind := range []string{"TERM=dumb", "TERM=", "--no-edit"} {
		args := []string{"connect", s.URL() + "/burst?n=2&code=-1"}
		if kind == "--no-edit" {
			args = append(args, kind)
		}
		term := onTerminal(t, raced(t, args...), kind)
		term.shows("\n< 1\n>")
		term.typeIn("hello\n" + ctrlD)
		text := term.end(0)
		if kind != "TERM=dumb" { // which may have colours
			text = regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(text, "")
		}
		if strings.Contains(text, "\x1b") {
			t.Errorf("%s: the terminal has %q", kind, text)
		}
	}
}

func TestQuitKey(t *testing.T) {
	s := startServer(t)
	for _, flag := range []string{"--no-color", "--no-edit"} {
		term := onTerminal(t, raced(t, "connect", flag, s.URL()+"/silent?id="+flag))
		term.shows("Ctrl-D leaves")
		term.typeIn("half" + ctrlQuit)
		if text := term.end(131); strings.Contains(text, "goroutine") {
			t.Errorf("%s: the terminal has %q", flag, text)
		}
		if r := await(t, s, flag, server.Done); r.CloseCode != 1001 {
			t.Errorf("%s: the server saw %v", flag, r)
		}
	}
}

// When its window is closed, the program still closes the connection properly.
func TestHangUpClosesInGoodOrder(t *testing.T) {
	s := startServer(t)
	for _, command := range []string{"connect", "listen"} {
		term := onTerminal(t, raced(t, command, s.URL()+"/silent?id="+command))
		term.shows("* connected to ")
		signalTo(t, term.cmd, syscall.SIGHUP) // as the system does
		term.end(129)
		if r := await(t, s, command, server.Done); r.CloseCode != 1001 {
			t.Errorf("%s: the server saw %v", command, r)
		}
	}
}

// serve doesn't send part of a truncated line either.
func TestServeRefusesALineThatWasCut(t *testing.T) {
	cmd := raced(t, "serve", "127.0.0.1:0")
	cmd.Stdout = &bytes.Buffer{}
	term := onTerminal(t, cmd)
	listening := raced(t, "listen", term.find(`listening on (ws://[0-9.:]+/?)`))
	out, err := listening.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(out)
	start(t, listening)
	term.typeIn("short\n")
	if line, err := printed.ReadString('\n'); line != "short\n" {
		t.Fatalf("the client got %q, %v", line, err)
	}
	term.typeIn(strings.Repeat("0123456789", 600) + "\n")
	if text := term.end(8); !strings.Contains(text, "wspipe: stdin: this line may not be whole") {
		t.Errorf("the terminal has %q", text)
	}
	if rest, err := io.ReadAll(printed); len(rest) > 0 || err != nil {
		t.Errorf("the client got %q, too, %v", rest, err)
	}
	finish(t, listening, 0)
}
