//go:build unix

package tests

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/creack/pty"

	"wspipe/tests/emulator"
	"wspipe/tests/server"
)

// terminal is the person's side of a pseudo-terminal.
type terminal struct {
	t    *testing.T
	file *os.File
	cmd  *exec.Cmd

	mu   sync.Mutex
	seen bytes.Buffer
	e    *emulator.Emulator  // what a person sees of it
	each func(screen string) // called after each frame
	more chan struct{}       // closed and replaced when seen grows; stays closed at the end
	done bool
}

// onTerminal runs the program with all three streams on a terminal, except those already set.
func onTerminal(t *testing.T, cmd *exec.Cmd, env ...string) *terminal {
	t.Helper()
	cmd.SysProcAttr = nil // pty.Start makes a session of its own
	cmd.Cancel = nil
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "TMUX=1", "WSPIPE_HISTORY="+os.DevNull)
	cmd.Env = append(cmd.Env, env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	return seenOn(t, file, cmd)
}

// onTerminalOf is onTerminal on a terminal that is already open.
func onTerminalOf(t *testing.T, person, tty *os.File, cmd *exec.Cmd) *terminal {
	t.Helper()
	cmd.Cancel = nil
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "TMUX=1", "WSPIPE_HISTORY="+os.DevNull)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := errors.Join(pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}), cmd.Start()); err != nil {
		t.Fatal(err)
	}
	return seenOn(t, person, cmd)
}

func seenOn(t *testing.T, file *os.File, cmd *exec.Cmd) *terminal {
	term := &terminal{t: t, file: file, cmd: cmd, more: make(chan struct{}), e: emulator.New(80, 24)}
	go term.read()
	t.Cleanup(func() {
		cmd.Process.Kill() // for when the test has failed; otherwise it has ended
		file.Close()
	})
	return term
}

func (term *terminal) read() {
	b := make([]byte, 4096)
	for {
		n, err := term.file.Read(b)
		term.mu.Lock()
		term.seen.Write(b[:n])
		term.look(b[:n])
		close(term.more)
		if err != nil { // EIO: nobody has the terminal open any more
			term.done = true
			term.mu.Unlock()
			return
		}
		term.more = make(chan struct{})
		term.mu.Unlock()
	}
}

// frameEnd ends a frame.
const frameEnd = "\x1b[?2026l"

// look needs mu.
func (term *terminal) look(b []byte) {
	for len(b) > 0 {
		frame, rest, whole := bytes.Cut(b, []byte(frameEnd))
		_, _ = term.e.Write(frame)
		if whole {
			_, _ = term.e.Write([]byte(frameEnd))
		}
		if whole && term.each != nil {
			term.each(term.e.Screen())
		}
		b = rest
	}
}

func (term *terminal) eachFrame(do func(screen string)) {
	term.mu.Lock()
	defer term.mu.Unlock()
	term.each = do
}

// screen waits until what was shown matches.
func (term *terminal) screen(pattern string) {
	term.t.Helper()
	term.find(pattern)
}

// find is screen, and returns the last group of the match.
func (term *terminal) find(pattern string) string {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	tooLong := time.After(childTimeout / 2)
	for {
		term.mu.Lock()
		text, more, done := term.seen.String(), term.more, term.done
		term.mu.Unlock()
		if found := re.FindStringSubmatch(text); found != nil {
			return found[len(found)-1]
		}
		if done {
			term.t.Fatalf("the screen has %q, no %q", text, pattern)
		}
		select {
		case <-more:
		case <-tooLong:
			term.t.Fatalf("the screen still has %q, no %q", text, pattern)
		}
	}
}

func (term *terminal) typeIn(s string) {
	term.t.Helper()
	if _, err := io.WriteString(term.file, s); err != nil {
		term.t.Fatal(err)
	}
}

// shows waits until what was shown contains what; ends waits until the screen ends with it.
func (term *terminal) shows(what string) {
	term.t.Helper()
	term.sees(what, func() bool { return strings.Contains(term.e.All(), what) })
}

func (term *terminal) ends(what string) {
	term.t.Helper()
	term.sees(what, func() bool { return strings.HasSuffix(term.e.Screen(), what) })
}

func (term *terminal) sees(what string, is func() bool) {
	term.t.Helper()
	tooLong := time.After(childTimeout / 2)
	for {
		term.mu.Lock()
		ok, more, done := is(), term.more, term.done
		all := ""
		if !ok {
			all = term.e.Screen()
		}
		term.mu.Unlock()
		if ok {
			return
		}
		if done {
			term.t.Fatalf("the terminal has\n%s\nand not %q", all, what)
		}
		select {
		case <-more:
		case <-tooLong:
			term.t.Fatalf("the terminal still has\n%s\nand not %q", all, what)
		}
	}
}

// left waits for the program and returns what is visible then.
func (term *terminal) left(status int) string {
	term.t.Helper()
	term.end(status)
	return term.e.All()
}

// end waits for the program and returns everything that was shown.
func (term *terminal) end(status int) string {
	term.t.Helper()
	got := exitStatus(term.t, term.cmd.Wait())
	for done := false; !done; {
		term.mu.Lock()
		more := term.more
		done = term.done
		term.mu.Unlock()
		<-more
	}
	text := term.seen.String()
	if got != status {
		term.t.Errorf("exit status %d, want %d; the screen has %q", got, status, text)
	}
	return text
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
)

func TestTypedLineIsSentAndTheReplyShown(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo?id=a"))
	term.shows("* connected to ")
	term.typeIn("hello there\n")
	await(t, s, "a", func(r server.Report) bool { return r.Messages == 1 })
	term.ends("> hello there\n< hello there\n>")
	term.typeIn(ctrlD)
	term.end(0)
	r := await(t, s, "a", server.Done)
	if want := "text \"hello there\"\nclose 1000 \"\"\n"; r.String() != want {
		t.Errorf("the server saw %q", r)
	}
}

// What is typed and received is recorded, too, without the prompt, and without the escapes shown on the terminal.
func TestRecordOnATerminal(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "r.wst")
	term := onTerminal(t, raced(t, "connect", "--record", file, s.URL()+"/echo?id=a"))
	term.shows("* connected to ")
	term.typeIn("hello there\n")
	term.shows("< hello there\n")
	term.typeIn("{\"a\":\"\u009b\"}\n")
	term.shows(`< {"a":"\u009b"}`)
	term.typeIn(ctrlC)
	term.end(130)
	recorded, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := "> hello there\n< hello there\n> \"{\\\"a\\\":\\\"\\u009b\\\"}\"\n< \"{\\\"a\\\":\\\"\\u009b\\\"}\"\n"
	if _, got, _ := strings.Cut(string(recorded), "/echo?id=a\n"); got != want {
		t.Errorf("recorded:\n%s\nwant\n%s", got, want)
	}
	run(t, raced(t, "check", file), 0)
}

func TestEndOfInputOnATerminalCloses(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/silent?id=a"))
	term.shows("* connected to ")
	term.typeIn(ctrlD)
	term.end(0)
	if r := await(t, s, "a", server.Done); r.CloseCode != 1000 || r.Messages != 0 {
		t.Errorf("the server saw %v", r)
	}
}

// A person who ends the input doesn't wait for what may still come, unless --wait asks for it.
func TestEndOfInputOnATerminalWaitsForNothing(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	for wait, times := range map[string]int{"": 1, "--wait=3s": 2} {
		args := []string{"connect", "--no-color", s.URL() + "/late?after=700ms&id=a" + wait}
		if wait != "" {
			args = append(args, wait)
		}
		term := onTerminal(t, raced(t, args...))
		await(t, s, "a"+wait, func(r server.Report) bool { return r.Opened })
		term.typeIn("hello\n" + ctrlD)
		if text := term.left(0); strings.Count(text, "hello") != times {
			t.Errorf("%q: the screen has %q", wait, text)
		}
	}
}

func TestCtrlCIs130(t *testing.T) {
	for _, command := range []string{"connect", "listen"} {
		s := startServer(t)
		term := onTerminal(t, raced(t, command, s.URL()+"/burst?n=1&code=-1&id=a"))
		term.shows("\n< 0")
		term.typeIn(ctrlC)
		if all := term.left(130); strings.Contains(all, "interrupted") {
			t.Errorf("%s: the terminal has\n%s", command, all)
		}
		if r := await(t, s, "a", server.Done); r.CloseCode != 1001 {
			t.Errorf("%s: the server saw %v", command, r)
		}
	}
}

func TestServerClosesWhileSomebodyTypes(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/close?after=1&code=4001&reason=kicked"))
	term.typeIn("first\n")
	term.shows("\n* the server closed with 4001: kicked")
	term.end(5)
}

func TestMessagesThatCrossTheTypedLine(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/burst?n=3&gate=go"))
	term.shows("< 2\n")
	term.typeIn("not yet sent")
	term.ends("> not yet sent")
	s.OpenGate("go")
	term.end(0)
}

// The prompt stays out of a message that is still arriving, even while somebody types.
func TestNoPromptWithinAMessage(t *testing.T) {
	s := startServer(t)
	long := string(server.Pattern(0, 120))
	for i, test := range []struct{ path, message string }{
		{"/big?type=text&size=120&frames=3&every=200ms", long}, {"/drip?size=5&every=100ms", "0...."},
	} {
		id := strconv.Itoa(i)
		term := onTerminal(t, raced(t, "connect", "--no-color", "--no-edit", s.URL()+test.path+"&id="+id))
		await(t, s, id, func(r server.Report) bool { return r.Opened })
		term.typeIn("x\n")
		text := term.end(0)
		if !strings.Contains(strings.ReplaceAll(text, "\r\n  ", ""), test.message) {
			t.Errorf("the screen has %q", text)
		}
	}
}

// What would control the terminal is shown, not obeyed.
func TestControlCharactersAreEscapedOnATerminal(t *testing.T) {
	s := startServer(t)
	for _, args := range [][]string{
		{"listen", s.URL() + "/mix"},
		{"connect", "--no-color", s.URL() + "/mix"},
	} {
		term := onTerminal(t, raced(t, args...))
		visible := term.left(0)
		if len(term.e.Foreign) > 0 {
			t.Errorf("%v: %q reached the terminal", args, term.e.Foreign)
		}
		if i := strings.IndexFunc(visible, steers); i >= 0 {
			t.Errorf("%v: %q reached the terminal", args, visible[max(0, i-20):min(len(visible), i+20)])
		}
		for _, want := range []string{"hello", "[31mred", "ünïcödé 𝄞", "tab", "last"} {
			if !strings.Contains(visible, want) {
				t.Errorf("%v: no %q on the screen", args, want)
			}
		}
	}
}

func steers(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\uFFFD' || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

func TestOutputRawIsNotEscapedOnATerminal(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	text := onTerminal(t, raced(t, "listen", "--output", "raw", s.URL()+"/mix")).end(0)
	for _, want := range []string{"\x1b[31mred\x1b[0m", "NUL \x00 inside", "\x00\x01\xff\xfe"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q on the screen", want)
		}
	}
}

// stdout in a pipe is not escaped, even when a person sees stderr.
func TestNothingIsEscapedInAPipe(t *testing.T) {
	s := startServer(t)
	cmd := raced(t, "listen", s.URL()+"/mix")
	var out bytes.Buffer
	cmd.Stdout = &out
	onTerminal(t, cmd).end(0)
	var want bytes.Buffer
	for _, m := range server.Mix() {
		want.Write(m.Data)
		want.WriteByte('\n')
	}
	if !bytes.Equal(out.Bytes(), want.Bytes()) {
		t.Error("stdout isn't the payloads")
	}
}

func TestNoColorOnATerminal(t *testing.T) {
	s := startServer(t)
	for _, args := range [][]string{
		{"listen", "-vv", "--no-color", s.URL() + "/close?code=1008&reason=no"},
		{"listen", "-vv", s.URL() + "/close?code=1008&reason=no"},
	} {
		cmd := raced(t, args...)
		if len(args) == 3 {
			cmd.Env = append(cmd.Env, "NO_COLOR=1")
		}
		text := onTerminal(t, cmd).end(5)
		if regexp.MustCompile("\x1b\\[[0-9;]+m").MatchString(strings.ReplaceAll(text, "\x1b[0m\x1b[?7h", "")) || !strings.Contains(text, "1008") {
			t.Errorf("%v: %q", args, text)
		}
	}
}

// If stderr goes elsewhere, there is nobody to prompt.
func TestNoPromptInAFile(t *testing.T) {
	s := startServer(t)
	cmd := raced(t, "connect", s.URL()+"/echo")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	term := onTerminal(t, cmd)
	term.typeIn("hello\n")
	term.screen(`(?s)hello.*hello\r?\n`)
	term.typeIn(ctrlD)
	term.end(0)
	wantSilence(t, stderr.String())
}

// A reason comes from the server, so it is escaped too.
func TestReasonIsEscapedOnATerminal(t *testing.T) {
	s := startServer(t)
	text := onTerminal(t, raced(t, "listen", "--no-color", s.URL()+"/close?code=4000&reason=%1B[31mred%07")).left(5)
	if !strings.Contains(text, `* the server closed with 4000: \x1b[31mred\x07`) {
		t.Errorf("the screen has %q", text)
	}
}

// A closed terminal is a reader that went away. It isn't the program's controlling terminal here: that would send
// SIGHUP.
func TestTerminalHangsUp(t *testing.T) {
	s := startServer(t)
	person, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	cmd := raced(t, "listen", s.URL()+"/burst?n=1&code=-1&id=a")
	cmd.Stdout = tty
	start(t, cmd)
	tty.Close()
	if line, err := bufio.NewReader(person).ReadString('\n'); strings.TrimSpace(line) != "0" {
		t.Errorf("the screen has %q, %v", line, err)
	}
	person.Close()
	finish(t, cmd, 0)
	if r := await(t, s, "a", server.Done); !r.Closed {
		t.Errorf("no Close: %v", r)
	}
}
