//go:build linux || darwin

package tests

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"wspipe/tests/server"
)

// However fast messages come, the line is complete in each frame, what is shown is what is sent, and nothing is lost.
func TestTypingThroughFloods(t *testing.T) {
	const typed = "what is typed, 世界 é"
	for _, test := range []struct {
		n     int
		every string
	}{{2, "1s"}, {100, "10ms"}, {1_000, "1ms"}, {5_000, "50us"}, {50_000, "0s"}} {
		if raceEnabled { // the race detector is slow
			test.n = max(2, test.n/10)
		}
		s := startServer(t)
		term := onTerminal(t, raced(t, "connect", "--no-color", fmt.Sprintf("%s/burst?n=%d&every=%v&code=-1&id=a", s.URL(), test.n, test.every)))
		term.shows("* connected to ")
		term.eachFrame(func(screen string) {
			rows := strings.Split(screen, "\n")
			last, whole := rows[len(rows)-1], "> "+typed
			if last == "" || !strings.HasPrefix(whole, last) {
				t.Errorf("every %v: the last row of a frame is %q", test.every, last)
			}
		})
		shown := "> "
		for _, r := range typed {
			term.typeIn(string(r))
			shown += string(r)
			term.ends("\n" + strings.TrimRight(shown, " "))
		}
		term.ends(fmt.Sprintf("\n< %d\n> %s", test.n-1, typed))
		term.eachFrame(nil)
		term.typeIn("\r")
		if got := messages(t, s, "a", 1); got != fmt.Sprintf("text %q\n", typed) {
			t.Errorf("every %v: the server saw %q", test.every, got)
		}
		term.typeIn(ctrlD)
		all := term.left(0)
		for i := range test.n {
			row := fmt.Sprintf("\n< %d\n", i)
			at := strings.Index(all, row)
			if at < 0 {
				t.Fatalf("every %v: message %d is lost", test.every, i)
			}
			all = all[at+len(row)-1:]
		}
	}
}

// Whatever ends the program, the terminal is left as it was found.
func TestEachWayOutGivesTheTerminalBack(t *testing.T) {
	for name, test := range map[string]struct {
		path   string
		out    func(term *terminal, s *server.Server)
		status int
	}{
		"Ctrl-D":         {"/echo", func(term *terminal, _ *server.Server) { term.typeIn(ctrlD) }, 0},
		"Ctrl-C":         {"/echo", func(term *terminal, _ *server.Server) { term.typeIn(ctrlC) }, 130},
		"Ctrl-C twice":   {"/no-close-answer", func(term *terminal, _ *server.Server) { term.typeIn(ctrlC + ctrlC) }, 130},
		`Ctrl-\`:         {"/echo", func(term *terminal, _ *server.Server) { term.typeIn("half" + ctrlQuit) }, 131},
		"/quit":          {"/echo", func(term *terminal, _ *server.Server) { term.typeIn("/quit\r") }, 0},
		"SIGTERM":        {"/echo", func(term *terminal, _ *server.Server) { signalTo(t, term.cmd, syscall.SIGTERM) }, 143},
		"SIGHUP":         {"/echo", func(term *terminal, _ *server.Server) { signalTo(t, term.cmd, syscall.SIGHUP) }, 129},
		"SIGINT":         {"/echo", func(term *terminal, _ *server.Server) { signalTo(t, term.cmd, syscall.SIGINT) }, 130},
		"SIGUSR1":        {"/echo", func(term *terminal, _ *server.Server) { signalTo(t, term.cmd, syscall.SIGUSR1) }, 138},
		"the server":     {"/burst?n=0&gate=go&code=4000", func(term *terminal, s *server.Server) { term.typeIn("half"); term.ends("half"); s.OpenGate("go") }, 5},
		"a broken frame": {"/burst?n=0&gate=go&code=1005", func(term *terminal, s *server.Server) { s.OpenGate("go") }, 7},
		"within Ctrl-S":  {"/echo", func(term *terminal, _ *server.Server) { term.typeIn("\x13" + "text\r" + ctrlC) }, 130},
	} {
		t.Run(name, func(t *testing.T) {
			s := startServer(t)
			person, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer tty.Close()
			before := modes(t, tty)
			term := onTerminalOf(t, person, tty, raced(t, "connect", s.URL()+test.path))
			term.shows("(/help")
			if modes(t, tty) == before {
				t.Error("the terminal hands out lines")
			}
			test.out(term, s)
			if status := exitStatus(t, term.cmd.Wait()); status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if after := modes(t, tty); after != before {
				t.Errorf("the terminal is\n%s\nand was\n%s", after, before)
			}
			term.sees("modes put back", func() bool { return !term.e.Mode("2004") && !term.e.Mode("2026") && term.e.Wraps() })
			if len(term.e.Foreign) > 0 {
				t.Errorf("the terminal was sent %q", term.e.Foreign)
			}
		})
	}
}

// modes returns what stty reports.
func modes(t *testing.T, tty *os.File) string {
	t.Helper()
	cmd := exec.Command("stty", "-g")
	cmd.Stdin = tty
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A user who stops the program for longer than a pong may take finds the session still there.
func TestStoppedForLongerThanAPongMayTake(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--ping-interval", "100ms", "--ping-timeout", "300ms", s.URL()+"/echo?id=a"))
	term.shows("(/help")
	await(t, s, "a", func(r server.Report) bool { return r.Pings > 0 })
	signalTo(t, term.cmd, syscall.SIGSTOP)
	time.Sleep(time.Second) // the delay being tested
	signalTo(t, term.cmd, syscall.SIGCONT)
	term.typeIn("still here\r")
	term.ends("> still here\n< still here\n>")
	term.typeIn(ctrlD)
	term.end(0)
}

// Ctrl-S stops the output and loses nothing: the server waits.
func TestOutputIsStopped(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--no-color", s.URL()+"/burst?n=200000&code=-1&id=a"))
	term.shows("(/help")
	term.typeIn("\x13") // Ctrl-S
	term.typeIn("typed meanwhile\r")
	messages(t, s, "a", 1)
	term.typeIn("\x11") // Ctrl-Q
	term.sees("the last message", func() bool { return strings.Contains(term.e.Screen(), "\n< 199999\n") })
	term.typeIn(ctrlD)
	term.end(0)
}

// The terminal is resized while somebody types.
func TestResizeWhileTyping(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--no-color", s.URL()+"/burst?n=300&every=2ms&code=-1&id=a"))
	term.shows("(/help")
	for i, width := range []int{60, 40, 100, 80} {
		term.mu.Lock()
		term.e.Resize(width, 24)
		term.mu.Unlock()
		if err := pty.Setsize(term.file, &pty.Winsize{Rows: 24, Cols: uint16(width)}); err != nil {
			t.Fatal(err)
		}
		term.typeIn(strings.Repeat(fmt.Sprint(i), 50))
	}
	term.shows("\n< 299\n")
	want := strings.Repeat("0", 50) + strings.Repeat("1", 50) + strings.Repeat("2", 50) + strings.Repeat("3", 50)
	term.sees("the line", func() bool {
		return strings.HasSuffix(strings.ReplaceAll(term.e.All(), "\n", ""), "< 299> "+want)
	})
	term.typeIn("\r")
	await(t, s, "a", func(r server.Report) bool { return r.Bytes == int64(len(want)) })
	term.typeIn(ctrlD)
	term.end(0)
}
