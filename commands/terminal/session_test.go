//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"wspipe/tests/emulator"
)

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	up    = "\x1b[A"
	left  = "\x1b[D"
	paste = "\x1b[200~"
	end   = "\x1b[201~"
)

func TestSession(t *testing.T) {
	p := sitDown(t)
	p.order("notice", "connected to ws://a.example")
	p.order("text", `{"type":"ack","id":1}`)
	p.order("text", "line one\n> forged")
	p.order("binary", "\x00\x01A")
	p.order("text", "")
	p.order("verbose", "> GET / HTTP/1.1")
	p.order("client", "hi")
	p.types("hello\rhalf a li")
	p.sees("messages", func(e *emulator.Emulator) bool {
		for _, want := range []string{
			"* connected to ws://a.example\n", "< {\"type\":\"ack\",\"id\":1}\n", "< line one\n  > forged\n", "< (empty)\n",
			"< 3 bytes, binary\n  000000  00 01 41                                         ..A\n", "* > GET / HTTP/1.1\n", "< 1: hi\n", "> hello\n",
		} {
			if !strings.Contains(e.All(), want) {
				return false
			}
		}
		return strings.HasSuffix(e.All(), "\n> half a li")
	})
	if got := p.told("text"); got != "hello" {
		t.Errorf("sent %q", got)
	}
	p.types("\x15")
	p.ends("\n>")
	p.types(ctrlD)
	p.leaves("end")
}

// The screen shows what was sent, at every rate, and the prompt is complete in every frame.
func TestTypingWhileMessagesArrive(t *testing.T) {
	for _, test := range []struct{ n, rate int }{{2, 2}, {50, 100}, {1000, 1000}, {20_000, 20_000}} {
		p := sitDown(t)
		const typed = "what is typed, 世界 👍🏽 é"
		p.ends(">")
		p.mu.Lock()
		p.frames = func(screen string) {
			rows := strings.Split(screen, "\n")
			last := rows[len(rows)-1]
			if whole := "> " + typed; !strings.HasPrefix(whole, last) || last == "" {
				t.Errorf("%d a second: the last row of a frame is %q", test.rate, last)
			}
		}
		p.mu.Unlock()
		p.order("burst", fmt.Sprint(test.n, " ", test.rate))
		shown := "> "
		for _, r := range typed {
			p.types(string(r))
			shown += string(r)
			want := strings.TrimRight(shown, " ")
			p.sees(want, func(e *emulator.Emulator) bool { return strings.HasSuffix(e.Screen(), want) })
		}
		p.told("done")
		p.mu.Lock()
		p.frames = nil
		p.mu.Unlock()
		p.types("\r")
		if got := p.told("text"); got != typed {
			t.Errorf("sent %q", got)
		}
		p.ends("> " + typed + "\n>")
		p.mu.Lock()
		all := p.e.All()
		p.mu.Unlock()
		for i := range test.n {
			_, rest, ok := strings.Cut(all, fmt.Sprintf("< message %d\n", i))
			if !ok {
				t.Fatalf("%d a second: message %d is lost", test.rate, i)
			}
			all = rest
		}
		p.types(ctrlC)
		p.leaves("interrupt")
	}
}

// Typed text is sent exactly as typed, however long.
func TestWhatIsTypedIsSent(t *testing.T) {
	p := sitDown(t)
	for _, typed := range []string{
		"e\u0301 世界 👨\u200d👩\u200d👧 🇩🇪", strings.Repeat("0123456789", 600), strings.Repeat("world ", 1<<20/6) + "end",
	} {
		for rest := typed; rest != ""; {
			n := min(len(rest), 4000)
			p.types(rest[:n])
			rest = rest[n:]
		}
		p.types("\r")
		if got := p.told("text"); got != typed {
			t.Errorf("%.40q: %d bytes were sent, not %d", typed, len(got), len(typed))
		}
	}
	p.types(ctrlD)
	p.leaves("end")
}

func TestPaste(t *testing.T) {
	p := sitDown(t)
	p.types(paste + "{\r\n\"a\":\r\n1\r\n}\r\n\x1b" + end)
	p.ends("> {\n  \"a\":\n  1\n  }\nEnter sends one message, Ctrl-O one for each line")
	p.types("\r")
	if got := p.told("text"); got != "{\n\"a\":\n1\n}" {
		t.Errorf("sent %q", got)
	}
	many := strings.Repeat("a line\n", 9_999) + "the last"
	p.types(paste + many + end + "\r")
	if got := p.told("text"); got != many {
		t.Errorf("sent %d bytes", len(got))
	}
	p.types(paste + "one\ntwo\n" + end + "\x0f")
	if one, two := p.told("text"), p.told("text"); one != "one" || two != "two" {
		t.Errorf("sent %q and %q", one, two)
	}
	p.types(ctrlD)
	p.leaves("end")
}

// Every way to leave restores the terminal.
func TestWaysOut(t *testing.T) {
	for name, test := range map[string]struct {
		out func(p *person)
		why string
	}{
		"Ctrl-C":       {func(p *person) { p.types(ctrlC) }, "interrupt"},
		"Ctrl-D":       {func(p *person) { p.types(ctrlD) }, "end"},
		`Ctrl-\`:       {func(p *person) { p.types("half\x1c") }, "quit"},
		"/quit":        {func(p *person) { p.types("/quit\r") }, "end"},
		"/close":       {func(p *person) { p.types("/close 4000 bye\r") }, "closed"},
		"SIGTERM":      {func(p *person) { p.must(p.cmd.Process.Signal(syscall.SIGTERM)) }, "terminated"},
		"SIGHUP":       {func(p *person) { p.must(p.cmd.Process.Signal(syscall.SIGHUP)) }, "hangup"},
		"the server":   {func(p *person) { p.types("half"); p.ends("half"); p.order("close", "closed by the server") }, "server"},
		"at once":      {func(p *person) { p.order("close", "killed") }, "killed"},
		"a panic":      {func(p *person) { p.order("panic", "") }, "told to"},
		"while Ctrl-S": {func(p *person) { p.types("\x13"); p.order("text", "x"); p.told("done"); p.types(ctrlC) }, "interrupt"},
	} {
		t.Run(name, func(t *testing.T) {
			p := sitDown(t)
			p.ends(">")
			p.order("text", "something")
			p.ends("< something\n>")
			test.out(p)
			p.leaves(test.why)
			p.mu.Lock()
			defer p.mu.Unlock()
			if screen := p.e.Screen(); name != "at once" && name != "a panic" && strings.Contains(screen, "half") {
				t.Errorf("the line is still there:\n%s", screen)
			}
		})
	}
}

func TestHalfALineGoesToTheHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	p := sitDown(t, helperHistory+"="+file)
	p.types("sent\r")
	p.told("text")
	p.types("half")
	p.ends("> half")
	p.order("close", "by the server")
	p.leaves("server")
	kept, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(kept), `"text":"half"`) || strings.Contains(string(kept), "secret") {
		t.Errorf("%s, %v", kept, err)
	}
	again := sitDown(t, helperHistory+"="+file)
	again.types(up)
	again.ends("> half")
	again.types("\x15dropped" + ctrlC)
	again.ends(">")
	again.types(up)
	again.ends("> dropped")
	again.types("\x15ha\t")
	again.ends("> half")
	again.types("\x15\x12sen")
	again.sees("the search", func(e *emulator.Emulator) bool { return strings.Contains(e.Screen(), "? sent\nsearch: sen") })
	again.types("\x13") // it stops no output now
	again.sees("nothing newer", func(e *emulator.Emulator) bool { return strings.Contains(e.Screen(), "? sent\nnot found: sen") })
	again.types("\r")
	if got := again.told("text"); got != "sent" {
		t.Errorf("sent %q", got)
	}
	again.types(ctrlD)
	again.leaves("end")
}

func TestSlashCommands(t *testing.T) {
	p := sitDown(t)
	p.order("text", "the\nlast")
	for _, test := range []struct{ typed, seen string }{
		{"/nosuch x", "* there is no command /nosuch (/help lists them; //nosuch sends it as text)"},
		{"/ping", "* pong after 0.5 ms"}, {"/info", "* since noon"}, {"/record x", "* permission denied"},
		{"/last", "< the\n  last"}, {"/last 7", "* /last: there is no such message: 1 are held"},
		{"/pretty x", "* /pretty: say auto, always or never"}, {"/hex zz", "* /hex: "}, {"/send /nosuch", "* /send: "},
		{"/history ping", "* /ping"}, {"/help", "* //x sends /x"},
	} {
		p.types(test.typed + "\r")
		p.sees(test.seen, func(e *emulator.Emulator) bool {
			return strings.Contains(e.All(), "> "+test.typed+"\n") && strings.Contains(e.All(), test.seen)
		})
	}
	p.types("//sent\r/hex 00 ff\r/text \"a\\nb\"\r/base64 AP8=\r")
	for _, want := range []string{"text /sent", "binary \x00\xff", "text a\nb", "binary \x00\xff"} {
		kind, data, _ := strings.Cut(want, " ")
		if got := p.told(kind); got != data {
			t.Errorf("sent %q, want %q", got, data)
		}
	}
	p.types("/pi\t\r")
	p.ends("> /ping\n* pong after 0.5 ms\n>")
	p.types("/p\t\t")
	p.ends("> /p\nping    pretty")
	p.types("\x15")
	p.order("text", `{"subscription":"all"}`)
	p.ends("all\"}\n>")
	p.types("subs\t")
	p.ends("> subscription")
	p.types("\x15")
	p.types("/hide /tick/\r")
	p.ends("> /hide /tick/\n>")
	p.order("text", "tick")
	p.order("text", "tock")
	p.ends("< tock\n>")
	p.types("/show\r")
	p.ends("< tock\n> /show\n* 1 message was hidden\n>")
	p.types("/only json: {\"a\":1}\r")
	p.ends("> /only json: {\"a\":1}\n>")
	p.order("text", "tick")
	p.order("text", `{"a":1,"b":2}`)
	p.ends("< {\"a\":1,\"b\":2}\n>")
	p.types("/show\r")
	p.ends("> /only json: {\"a\":1}\n< {\"a\":1,\"b\":2}\n> /show\n* 1 message was hidden\n>")
	p.types("/pretty always\r")
	p.ends("> /pretty always\n>")
	p.order("text", `{"a":1}`)
	p.ends("< {\n    \"a\": 1\n  }\n>")
	p.types("/pretty never\r/time on\r")
	p.ends("> /time on\n>")
	p.order("text", `{"a":1}`)
	p.sees("the time", func(e *emulator.Emulator) bool {
		return regexp.MustCompile(`\n< \d\d:\d\d:\d\d\.\d\d\d \{"a":1\}\n>$`).MatchString(e.All())
	})
	p.types("/close 4001 so long\r")
	if got := p.told("close"); got != "4001 so long" {
		t.Errorf("closed with %q", got)
	}
	p.leaves("closed")
}

// Files are sent unchanged.
func TestSendingFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	p := sitDown(t)
	p.must(os.WriteFile(file, []byte("a\r\nb\n"), 0o600))
	p.types("/send " + file + "\r")
	if got := p.told("text"); got != "a\r\nb\n" {
		t.Errorf("sent %q", got)
	}
	p.must(os.WriteFile(file, []byte("a\xff\x00"), 0o600))
	p.types("/send " + file + "\r/send-binary " + file + "\r")
	p.sees("a refusal", func(e *emulator.Emulator) bool { return strings.Contains(e.All(), "isn't UTF-8, as text must be") })
	if got := p.told("binary"); got != "a\xff\x00" {
		t.Errorf("sent %q", got)
	}
	p.types(ctrlD)
	p.leaves("end")
}

// An editor and a pager have the terminal to themselves; afterwards the line is back, unchanged or edited.
func TestElsewhere(t *testing.T) {
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nread line <\"$1\"\n[ -t 0 ] && [ -t 1 ] && echo \"has $line\"\n[ \"$line\" != half ] || printf 'edited\\nwith it\\n' >\"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := sitDown(t, "VISUAL="+program, "PAGER="+program)
	p.types("half\x18\x05")
	p.ends("has half\n> edited\n  with it")
	p.types("\r")
	if got := p.told("text"); got != "edited\nwith it" {
		t.Errorf("sent %q", got)
	}
	p.order("text", "first\n"+strings.Repeat("line\n", 100)+"end")
	p.sees("the message", func(e *emulator.Emulator) bool { return strings.Contains(e.All(), "more lines") })
	p.types("/last\r")
	p.ends("> /last\nhas first\n>")
	p.types(ctrlD)
	p.leaves("end")
}

func TestWatching(t *testing.T) {
	for _, key := range []string{"q", ctrlD, ctrlC} {
		p := sitDown(t, helperWatch+"=1")
		p.types("abc\r" + up)
		p.order("text", "one")
		p.order("text", "two")
		p.ends("< one\n< two")
		p.types(key)
		p.leaves(map[string]string{"q": "end", ctrlD: "end", ctrlC: "interrupt"}[key])
		if all := p.e.All(); strings.Contains(all, "abc") {
			t.Errorf("keys are echoed:\n%s", all)
		}
	}
}

func TestResize(t *testing.T) {
	p := sitDown(t)
	p.types(strings.Repeat("typed ", 20))
	p.sees("the line", func(e *emulator.Emulator) bool { return strings.Count(e.Screen(), "typed") == 20 })
	for i, width := range []int{50, 100, 30, 80} {
		p.mu.Lock()
		p.e.Reflows = true
		p.e.Resize(width, 24)
		p.mu.Unlock()
		p.must(pty.Setsize(p.file, &pty.Winsize{Cols: uint16(width), Rows: 24}))
		p.order("text", fmt.Sprint("after ", i))
		want := fmt.Sprint("< after ", i, "\n> typed")
		p.sees(want, func(e *emulator.Emulator) bool {
			all := e.All()
			return strings.Contains(all, want) && strings.Count(strings.ReplaceAll(all, "\n", ""), "typed") >= 20
		})
	}
	p.types("\r")
	if got := p.told("text"); got != strings.Repeat("typed ", 20) {
		t.Errorf("sent %q", got)
	}
	p.types(ctrlD)
	p.leaves("end")
}

// A message larger than what may be kept takes little memory; its first rows are shown.
func TestHugeMessage(t *testing.T) {
	p := sitDown(t)
	p.order("huge", fmt.Sprint(64<<20))
	p.sees("the end", func(e *emulator.Emulator) bool { return strings.Contains(e.All(), "67,108,864 bytes in all") })
	p.types(ctrlD)
	p.leaves("end")
}

func TestUsable(t *testing.T) {
	if Usable("") || Usable("dumb") || !Usable("xterm-256color") {
		t.Error("wrong kinds of terminals")
	}
}
