//go:build unix

package tests

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wspipe/tests/server"
)

const (
	arrowUp = "\x1b[A"
	ctrlU   = "\x15"
)

// A session: what is typed, what arrives and what happens, each with its mark.
func TestSession(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "-s", "v1", "--on-open", "subscribe", s.URL()+"/echo?protocol=v1&id=a"))
	term.shows("* connected to " + s.URL() + "/echo?protocol=v1&id=a, subprotocol v1 (/help")
	term.ends("> subscribe\n< subscribe\n>")
	term.typeIn("hello\r")
	term.ends("> hello\n< hello\n>")
	term.typeIn("{\"a\":1}\r\r")
	term.ends("> {\"a\":1}\n< {\"a\":1}\n>")
	term.typeIn("/ping\r")
	term.shows("> /ping\n* pong after ")
	term.typeIn("/info\r")
	for _, want := range []string{"* URL ws://", "* address 127.0.0.1:", "* subprotocol v1\n", "* header Sec-WebSocket-Accept: ", "* sent 3 messages, 21 bytes\n", "* received 3 messages, 21 bytes\n", "* since "} {
		term.shows(want)
	}
	term.typeIn("/nosuch\r")
	term.shows("lists them")
	term.typeIn("//x\r")
	term.ends("* there is no command /nosuch (/help lists them; //nosuch sends it as text)\n> /x\n< /x\n>")
	term.typeIn("half")
	term.ends("> half")
	term.typeIn(ctrlC)
	term.ends("\n>")
	term.typeIn(ctrlD)
	if all := term.left(0); !strings.HasSuffix(all, "\n< /x") {
		t.Errorf("the end is\n%s", all)
	}
	if r := await(t, s, "a", server.Done); r.CloseCode != 1000 || r.Messages != 4 {
		t.Errorf("the server saw %v", r)
	}
}

// With --json, events that aren't messages have the mark of what happened: what
// is typed stays alone in its row.
func TestEventsAtATerminal(t *testing.T) {
	s := startServer(t)
	for _, flag := range []string{"--no-color", "--no-edit"} {
		term := onTerminal(t, raced(t, "connect", flag, "--json", s.URL()+"/burst?n=1&gate="+flag+"&code=4000"))
		term.shows("\n< ")
		s.OpenGate(flag)
		all := term.left(5)
		for _, event := range []string{"open", "close"} {
			if !strings.Contains("\n"+all, "\n* {\"type\":\""+event+"\"") {
				t.Errorf("%s: no event %s in\n%s", flag, event, all)
			}
		}
		if strings.Index(all, `{"type":"open"`) > strings.Index(all, "\n< ") {
			t.Errorf("%s: a message comes before the event of its connection:\n%s", flag, all)
		}
		if strings.Contains(all, "> {") || strings.Contains("\n"+all, "\n{") {
			t.Errorf("%s: an event has another's mark, or none:\n%s", flag, all)
		}
	}
}

func TestSlashCommandsCanBeTurnedOff(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--no-slash", s.URL()+"/echo"))
	term.ends("(Ctrl-D leaves)\n>")
	term.typeIn("/ping\r")
	term.ends("> /ping\n< /ping\n>")
	term.typeIn("//x\r")
	term.ends("> //x\n< //x\n>")
	term.typeIn(ctrlD)
	term.end(0)
}

func TestCloseFromThePrompt(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo?id=a"))
	term.ends("(/help, Ctrl-D leaves)\n>")
	term.typeIn("first\r/close 4001 so long\r")
	term.end(0)
	r := await(t, s, "a", server.Done)
	if want := "text \"first\"\nclose 4001 \"so long\"\n"; r.String() != want {
		t.Errorf("the server saw %q", r)
	}
}

// Somebody connects again, and elsewhere, with the same flags.
func TestConnectFromThePrompt(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "-H", "A-Mine: 1", s.URL()+"/echo?id=a"))
	term.shows("id=a (/help")
	term.typeIn("/connect\r")
	term.shows("> /connect\n* connected to " + s.URL() + "/echo?id=a\n")
	term.typeIn("/connect nothing at all\r")
	term.shows("* syntax error in the URL: there is a space in the host \"nothing at all\"\n")
	term.typeIn("/connect " + s.URL() + "/headers?id=b\r")
	term.shows("* connected to " + s.URL() + "/headers?id=b\n")
	term.shows("\"A-Mine\"")
	term.typeIn("there\r")
	await(t, s, "b", func(r server.Report) bool { return r.Messages == 1 })
	term.typeIn(ctrlD)
	term.end(0)
	if r := await(t, s, "a", server.Done); r.CloseCode != 1000 {
		t.Errorf("the first server saw %v", r)
	}
}

// What is typed after /connect goes to the other server, however fast somebody types.
func TestConnectKeepsItsPlace(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo?id=a"))
	term.shows("(/help")
	term.typeIn("one\r/connect " + s.URL() + "/echo?id=b\rtwo\r")
	term.shows("\n< two\n")
	term.typeIn(ctrlD)
	term.end(0)
	for id, want := range map[string]string{"a": "text \"one\"\nclose 1000 \"\"\n", "b": "text \"two\"\nclose 1000 \"\"\n"} {
		if r := await(t, s, id, server.Done); r.String() != want {
			t.Errorf("%s saw %q", id, r)
		}
	}
}

// A server that isn't there costs nobody the session.
func TestConnectFromThePromptFails(t *testing.T) {
	s := startServer(t)
	for key, status := range map[string]int{"": 0, ctrlD: 0, ctrlC: 130, "/close\r": 0} {
		term := onTerminal(t, raced(t, "connect", s.URL()+"/echo"))
		term.shows("(/help")
		term.typeIn("/connect ws://127.0.0.1:1/\r")
		term.ends("* cannot connect to ws://127.0.0.1:1/: connection refused (/connect tries again)\n>")
		if key == "" {
			term.typeIn("/connect\rwaits\r")
			term.ends("refused (/connect tries again)\n>")
			term.typeIn("/ping\r")
			term.shows("* there is no connection now\n")
			term.typeIn("/connect " + s.URL() + "/echo?id=b\rhello\r")
			term.shows("* 1 message that waited was not sent\n")
			term.shows("\n< hello\n")
			key = ctrlD
		}
		term.typeIn(key)
		term.end(status)
	}
}

// What waits for a server that is down isn't sent to another one.
func TestConnectElsewhereDuringAnOutage(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now?after=1", "/mute-handshake")))
	term.shows("(/help")
	term.typeIn("first\r")
	term.shows("; connecting again in ")
	term.typeIn("secret\rsecret too\r/connect " + s.URL() + "/echo?id=b\rhello\r")
	term.shows(" not sent\n")
	term.shows("\n< hello\n")
	term.typeIn(ctrlD)
	term.end(0)
	if r := await(t, s, "b", server.Done); r.String() != "text \"hello\"\nclose 1000 \"\"\n" {
		t.Errorf("the other server saw %q", r)
	}
}

func TestOutageAtATerminal(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now?after=1", "/reject?status=503", "/slow-handshake?after=1s&id=b")))
	term.shows("(/help")
	term.typeIn("first\r")
	term.shows("; connecting again in ")
	term.typeIn("waits\r")
	term.shows("* connected again after ")
	term.ends(" s; 1 message that waited was sent\n< waits\n>")
	term.typeIn(ctrlD)
	term.end(0)
}

// Attempts in quick succession that fail in the same way are reported once.
func TestOutageIsSaidOnce(t *testing.T) {
	s := startServer(t)
	const busy = "/reject?status=503"
	term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now?after=1", busy, busy, busy, "/echo")))
	term.shows("(/help")
	term.typeIn("first\r")
	term.shows("* connected again after ")
	term.typeIn(ctrlD)
	all := strings.ReplaceAll(term.left(0), "\n  ", "")
	if strings.Count(all, "; connecting again in ") != 2 || strings.Count(all, "503 Service") != 1 {
		t.Errorf("the terminal has\n%s", all)
	}
}

func TestLeavingDuringAnOutage(t *testing.T) {
	for key, status := range map[string]int{ctrlD: 0, ctrlC: 130, "/close 4000 bye\r": 0, "/quit\r": 0} {
		s := startServer(t)
		term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now", "/mute-handshake")))
		term.shows("; connecting again in ")
		term.typeIn(key)
		term.end(status)
	}
}

// What is typed during an outage and can't be sent before the user leaves isn't lost in silence.
func TestLeavingWithMessagesThatWait(t *testing.T) {
	for key, said := range map[string]string{
		"waits\r" + ctrlD:               "* 1 message that waited was not sent",
		"waits\rand this\r" + "/quit\r": "* 2 messages that waited were not sent",
	} {
		s := startServer(t)
		term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now", "/mute-handshake")))
		term.shows("; connecting again in ")
		term.typeIn(key)
		if all := term.left(8); !strings.Contains(all, said) {
			t.Errorf("the terminal has\n%s", all)
		}
	}
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--connect-timeout", "2s", s.URL()+"/mute-handshake"))
	term.typeIn("too early\r")
	if all := term.left(6); !strings.Contains(all, "; 1 message that waited was not sent") {
		t.Errorf("the terminal has\n%s", all)
	}
	term = onTerminal(t, raced(t, "connect", s.URL()+"/echo"))
	term.shows("(/help")
	term.typeIn("/connect ws://127.0.0.1:1/\r")
	term.shows("(/connect tries again)\n")
	term.typeIn("lost message\r/quit\r")
	if all := term.left(8); !strings.Contains(all, "* 1 message that waited was not sent") {
		t.Errorf("the terminal has\n%s", all)
	}
}

// What /info counts went over this connection, and since is when it opened.
func TestInfoIsAboutTheConnection(t *testing.T) {
	s := startServer(t)
	begun := time.Now().Truncate(time.Second)
	term := onTerminal(t, raced(t, "connect", "--on-open", "abc", s.URL()+"/echo"))
	term.shows("\n< abc\n")
	term.typeIn("/connect ws://127.0.0.1:1/\r")
	term.shows("(/connect tries again)\n")
	time.Sleep(time.Until(begun.Add(time.Second))) // since is shown in seconds
	term.typeIn("given up\r/connect " + s.URL() + "/echo?id=b\rhi\r")
	term.shows("\n< hi\n")
	term.typeIn("/info\r")
	term.shows("* sent 2 messages, 5 bytes\n")
	term.shows("* received 2 messages, 5 bytes\n")
	term.shows("* since ")
	term.typeIn(ctrlD)
	_, since, _ := strings.Cut(term.left(0), "* since ")
	since, _, _ = strings.Cut(since, "\n")
	if opened, err := time.Parse(time.RFC3339, since); err != nil || opened.Before(begun.Add(time.Second)) {
		t.Errorf("since %s, and the session began at %v", since, begun)
	}
}

// What waited during an outage counts for the connection that it was sent over.
func TestInfoAfterAnOutage(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "--reconnect", inTurn(s, "/drop-now?after=1", "/slow-handshake?after=1s&id=b")))
	term.shows("(/help")
	term.typeIn("first\r")
	term.shows("; connecting again in ")
	term.typeIn("waits\r")
	term.shows("\n< waits\n")
	term.typeIn("/info\r")
	term.shows("* sent 1 message, 5 bytes\n")
	term.typeIn(ctrlD)
	term.end(0)
}

// A typed line is kept with the server that it was for, and never with a login.
func TestHistoryNamesTheServer(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "history")
	host := strings.TrimPrefix(s.URL(), "ws://")
	term := onTerminal(t, raced(t, "connect", "user:secret@"+host+"/echo?token=secret"), "WSPIPE_HISTORY="+file)
	term.shows("(/help")
	term.typeIn("one\r/connect user:secret@" + strings.TrimPrefix(inTurn(s, "/echo"), "ws://") + "\rtwo\r")
	term.shows("\n< two\n")
	term.typeIn("/connect nothing at all\r")
	term.shows(" in the host \"nothing")
	term.typeIn("three\r")
	term.shows("\n< three\n")
	term.typeIn(ctrlD)
	term.end(0)
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range regexp.MustCompile(`"url":"([^"]*)","text":"(one|two|three)"`).FindAllStringSubmatch(string(kept), -1) {
		got = append(got, line[2]+" "+strings.TrimPrefix(line[1], s.URL()))
	}
	if want := []string{"one /echo", "two /in-turn", "three /in-turn"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q, in\n%s", got, want, kept)
	}
	if bytes.Contains(kept, []byte("secret")) {
		t.Errorf("there is a password in\n%s", kept)
	}
}

func TestVerboseAtATerminal(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "connect", "-v", s.URL()+"/echo"))
	term.ends("(/help, Ctrl-D leaves)\n>")
	term.shows("* > GET /echo HTTP/1.1\n* > Host: ")
	term.shows("* < HTTP/1.1 101 Switching Protocols\n")
	term.shows("* open after ")
	term.typeIn("/verbose 2\rx\r")
	term.shows("* > text, 1 byte\n")
	term.shows("* < text, 1 byte\n")
	term.typeIn("/verbose 0\ry\r")
	term.ends("> y\n< y\n>")
	term.typeIn(ctrlD)
	if all := term.left(0); strings.Count(all, "text, 1 byte") != 2 {
		t.Errorf("the terminal has\n%s", all)
	}
}

func TestRecordFromThePrompt(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "r.wst")
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo"))
	term.typeIn("before\r")
	term.shows("\n< before\n")
	term.typeIn("/record /nosuch/r.wst\r")
	term.shows("* /record /nosuch/r.wst: no such file or directory\n")
	term.typeIn("/record " + file + "\r")
	term.shows("* recording to ")
	term.typeIn("within\r")
	term.shows("\n< within\n")
	term.typeIn("/record stop\r")
	term.shows("* the recording ended")
	term.typeIn("behind\r")
	term.shows("\n< behind\n")
	term.typeIn(ctrlD)
	term.end(0)
	recorded, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, got, _ := strings.Cut(string(recorded), "/echo\n"); got != "> within\n< within\n" {
		t.Errorf("recorded:\n%s", recorded)
	}
	run(t, raced(t, "check", file), 0)
}

// A recording has what is typed between its start and its end, however fast somebody types.
func TestRecordKeepsItsPlace(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "r.wst")
	term := onTerminal(t, raced(t, "connect", s.URL()+"/echo"))
	term.typeIn("before\r/record " + file + "\rwithin\r/record stop\rbehind\r")
	term.shows("\n< behind\n")
	term.typeIn(ctrlD)
	term.end(0)
	recorded, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if sent := regexp.MustCompile("(?m)^> .*").FindAllString(string(recorded), -1); !slices.Equal(sent, []string{"> within"}) {
		t.Errorf("recorded:\n%s", recorded)
	}
}

// Lines typed in one session can be recalled in the next, unless history is off.
func TestHistoryFile(t *testing.T) {
	s := startServer(t)
	file := filepath.Join(t.TempDir(), "state", "history")
	for i, test := range []struct{ flag, typed, recalled string }{
		{"", "one\r", "one"}, {"", arrowUp + arrowUp + "\r", "one"}, {"--no-history", "two\r", "two"}, {"", arrowUp + arrowUp + "\r", "one"},
	} {
		args := []string{"connect", s.URL() + fmt.Sprint("/echo?id=", i)}
		if test.flag != "" {
			args = append(args, test.flag)
		}
		cmd := raced(t, args...)
		term := onTerminal(t, cmd, "WSPIPE_HISTORY="+file)
		term.shows("(/help")
		if i > 0 {
			term.typeIn("zz\r") // the history is complete before this is answered
			term.shows("\n< zz\n")
		}
		term.typeIn(test.typed)
		term.shows("\n< " + test.recalled + "\n")
		term.typeIn(ctrlD)
		term.end(0)
	}
}

// Errors in the URL, or in connecting, are reported as everywhere.
func TestNoConnectionFromATerminal(t *testing.T) {
	for url, test := range map[string]struct {
		status int
		want   string
	}{
		"ws://127.0.0.1:1/": {3, "wspipe: cannot connect to ws://127.0.0.1:1/: connection refused"},
		"gopher://x":        {2, "wspipe: "},
	} {
		if all := onTerminal(t, raced(t, "connect", url)).left(test.status); !strings.HasPrefix(all, test.want) {
			t.Errorf("%s: the terminal has\n%s", url, all)
		}
	}
}
