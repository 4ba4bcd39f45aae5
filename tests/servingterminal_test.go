//go:build unix

package tests

import (
	"strings"
	"testing"
)

// A person who runs serve has a line to all clients, and sees who says what.
func TestServeAtATerminal(t *testing.T) {
	term := onTerminal(t, raced(t, "serve", "127.0.0.1:0"))
	url := term.find(`listening on (ws://[0-9.:]+/?)`)
	term.typeIn("typed befo")
	term.ends("> typed befo")
	one := raced(t, "connect", "--wait=-1", url)
	printed := &watched{}
	one.Stdout = printed
	in, err := one.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, one)
	term.shows("* client 1 connected from 127.0.0.1:")
	if _, err := in.Write([]byte("hello\n")); err != nil {
		t.Fatal(err)
	}
	term.ends("< 1: hello\n> typed befo")
	run(t, raced(t, "send", url, "one\\n> two"), 0)
	term.shows("\n< 2: one\\n> two\n* client 2 closed with 1000 (normal closure)\n")
	term.typeIn("re\r/help\r")
	term.ends("> typed before\n> /help\n>")
	term.typeIn(ctrlC)
	if all := term.left(130); strings.Contains(all, "interrupted") {
		t.Errorf("the terminal has\n%s", all)
	}
	finish(t, one, 0)
	if printed.String() != "typed before\n/help\n" {
		t.Errorf("the client got %q", printed)
	}
}

func TestLeavingServe(t *testing.T) {
	term := onTerminal(t, raced(t, "serve", "--no-history", "127.0.0.1:0"))
	term.shows("(Ctrl-D leaves)")
	term.typeIn(ctrlD)
	term.end(0)
}

// A server that continues in the background shows what arrives, leaves the keys to the shell, and gets its line back
// later.
func TestServeGoesOnInTheBackground(t *testing.T) {
	term := interactive(t)
	term.typeIn("wspipe serve 127.0.0.1:0\n")
	url := term.find(`listening on (ws://[0-9.:]+/?)`)
	term.typeIn("half")
	term.ends("> half")
	term.typeIn(ctrlZ)
	term.sees("stopped", func() bool {
		screen := term.e.Screen()
		return strings.Contains(screen, "Stopped") && strings.HasSuffix(screen, "ready>")
	})
	term.typeIn("bg\n")
	run(t, raced(t, "send", url, "while behind"), 0)
	term.shows("< 1: while behind\n")
	term.typeIn("echo 'in the' shell\n")
	term.shows("\nin the shell\n")
	term.typeIn("jobs\n")
	term.shows("Running")
	term.typeIn("fg\n")
	term.ends("\n> half")
	run(t, raced(t, "send", url, "in front"), 0)
	term.shows("< 2: in front\n")
	term.ends("\n> half")
	term.typeIn("\x15" + ctrlD)
	term.ends("\nready>")
	term.typeIn("exit\n")
	term.end(0)
}

// listen shows the same without a line.
func TestListenAtATerminal(t *testing.T) {
	s := startServer(t)
	for key, status := range map[string]int{"q": 0, ctrlD: 0, ctrlC: 130} {
		term := onTerminal(t, raced(t, "listen", s.URL()+"/burst?n=2&code=-1"))
		term.shows("(q leaves)\n< 0\n< 1")
		term.typeIn("abc\r\x1b[A")
		term.typeIn(key)
		if all := term.left(status); strings.Contains(all, "abc") || !strings.HasSuffix(all, "\n< 1") {
			t.Errorf("%q: the terminal has\n%s", key, all)
		}
	}
}

// A newcomer who misses the reply is told at the end how to see one.
func TestSendSaysThatNoReplyWasWaitedFor(t *testing.T) {
	s := startServer(t)
	const hint = "wspipe: no reply was waited for: -n 1 waits for one"
	if text := onTerminal(t, raced(t, "send", s.URL()+"/count", "hello")).left(0); text != hint {
		t.Errorf("the terminal has %q", text)
	}
	for _, more := range [][]string{{"-q"}, {"-n", "1"}, {"--wait", "0"}, {"--expect", "hello"}, {"-v"}} {
		path := map[bool]string{true: "/echo", false: "/count"}[len(more) > 1]
		args := append([]string{"send", s.URL() + path, "hello"}, more...)
		if text := onTerminal(t, raced(t, args...)).left(0); strings.Contains(text, hint) != (more[0] == "-v") {
			t.Errorf("%v: the terminal has %q", more, text)
		}
	}
	if text := onTerminal(t, raced(t, "send", s.URL()+"/close?code=4000", "hello")).end(5); strings.Contains(text, hint) {
		t.Errorf("the terminal has %q", text)
	}
}
