package conversation

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/transcript"
	"wspipe/tests/leaks"
)

func TestMain(m *testing.M) { leaks.Main(m) }

// stage is a Replay on a loopback socket.
type stage struct {
	url      string
	outcomes chan Outcome
}

func newStage(t *testing.T, text string) *stage {
	t.Helper()
	s := &stage{outcomes: make(chan Outcome, 10)}
	if errs := Playable(read(t, text)); len(errs) > 0 {
		t.Fatalf("%q: %v", text, errs)
	}
	r := NewReplay(read(t, text), time.Second, Program{}, func(o Outcome) { s.outcomes <- o })
	ctx, cancel := context.WithCancel(context.Background())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ws := client.Accept(w, req, client.Options{CloseTimeout: time.Second})
		r.Client(ctx, ws, func(int) bool { return true })
		_ = ws.Run(ctx)
	}))
	t.Cleanup(func() {
		cancel()
		server.Close()
	})
	s.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return s
}

func read(t *testing.T, text string) *transcript.Transcript {
	t.Helper()
	tr, errs := transcript.Parse("t", []byte(text), transcript.Options{URL: "ws://localhost/"})
	if len(errs) > 0 {
		t.Fatalf("%q: %v", text, errs)
	}
	return tr
}

func (s *stage) check(ctx context.Context, t *testing.T, text string) Outcome {
	t.Helper()
	return Check(ctx, read(t, text), Options{CloseTimeout: time.Second, Connect: func(string, transcript.Handshake) (*client.WebSocket, func(), error) {
		ws, err := client.New(s.url, client.Options{CloseTimeout: time.Second})
		return ws, func() {}, err
	}})
}

// wants checks that one side failed at a line, or didn't fail if the line is 0.
func wants(t *testing.T, side string, o Outcome, line int) {
	t.Helper()
	got := 0
	if o.Failure != nil {
		got = o.Failure.Step.Line
	}
	if got != line {
		t.Errorf("%s failed at line %d (%+v), not %d; conversation:\n%s", side, got, o.Failure, line, strings.Join(o.Conversation, "\n"))
	}
}

// A transcript serves as the test and as the mock: one passes against the other.
func TestBothSides(t *testing.T) {
	for _, text := range []string{
		"> a\n< b\n> hex: 00\n< hex:",
		"< a\nclose 4000 bye",
		"< a\nclose 0",
		"closed 4001 kicked",
		"closed 1005",
		"closed 0",
		"< a\nclosed 1006",
		"@a url ws://h/\n@b url ws://h/\n@a > 1\n@b > 2\n@b < 3\n@a < 4\n@a close\n@b < 5\n@b closed 1000",
		"url ws://h/\n> a\nclose\nurl ws://localhost/2\n> b\nclosed",
		"> a\nquiet 1ms\n< b",
		"> " + strings.Repeat("x", 1<<20) + "\n< " + strings.Repeat("y", 1<<20),
	} {
		s := newStage(t, text)
		wants(t, "the client", s.check(context.Background(), t, text), 0)
		wants(t, "the server", <-s.outcomes, 0)
	}
}

// If one side does something else, the other reports the line.
func TestOtherwise(t *testing.T) {
	for _, test := range []struct {
		client, server         string
		clientLine, serverLine int
	}{
		{"> a\n< b", "> a\n< c", 2, 0},
		{"> a\n< b", "> x\n< b", 2, 1},
		{"> a\n< b\nclose", "> a\n< b\nclose 4000", 0, 3},
		{"> a\nclosed 1000", "> a\nclosed 4000", 2, 0},
		{"< a\n< b", "< a\nclosed", 2, 0},
		{"< a\nclosed", "< a\n< b", 2, 0},
		{"< a\n> b\n< c", "< a\nclose", 3, 2},
		{"< a\n> b", "< a\n> b\n> c", 0, 3},
		{"@a url ws://h/\n@b url ws://h/\n@a < 1\n@b < 2", "@a url ws://h/\n@b url ws://h/\n@a < 1\n@b < 3", 4, 0},
	} {
		s := newStage(t, test.server)
		wants(t, "the client", s.check(context.Background(), t, test.client), test.clientLine)
		wants(t, "the server", <-s.outcomes, test.serverLine)
	}
}

// Several conversations at once don't affect each other.
func TestManyAtOnce(t *testing.T) {
	const text, n = "@a url ws://h/\n@a > a\n@a < b\n@a > c\n@a < d", 20
	s := newStage(t, text)
	s.outcomes = make(chan Outcome, n)
	passed := make(chan Outcome, n)
	for range n {
		go func() { passed <- s.check(context.Background(), t, text) }()
	}
	for range n {
		wants(t, "a client", <-passed, 0)
	}
}

// The end of the context ends any waiting, and its cause is the failure.
func TestCancelled(t *testing.T) {
	s := newStage(t, "< a\n> never")
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	done := make(chan Outcome)
	go func() { done <- s.check(ctx, t, "timeout 1h\n< a\n< never") }()
	time.AfterFunc(time.Millisecond, func() { cancel(why) })
	o := <-done
	if o.Failure == nil || !errors.Is(o.Failure.Err, why) {
		t.Errorf("%+v", o.Failure)
	}
}

// flood is a server that sends as fast as it can, and answers Close.
func flood(t *testing.T) *stage {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ws := client.Accept(w, req, client.Options{CloseTimeout: time.Second})
		ws.OnOpen = func(client.OpenEvent) {
			go func() {
				for ws.Queue(client.Text, []byte("flood")) == nil {
					continue
				}
			}()
		}
		_ = ws.Run(ctx)
	}))
	t.Cleanup(func() {
		cancel()
		server.Close()
	})
	return &stage{url: "ws" + strings.TrimPrefix(server.URL, "http")}
}

// However much arrives, time runs out, and our own close isn't mistaken for the server's.
func TestFlood(t *testing.T) {
	s := flood(t)
	for text, line := range map[string]int{
		"timeout 20ms\n<< never": 2, "ignore flood\ntimeout 20ms\nclosed": 3, "ignore flood\nquiet 20ms": 0, "< flood\nclose": 0, "< flood\nclose\n< flood": 0, "< flood\nclose 4000\nclosed 4000": 0,
	} {
		wants(t, text, s.check(context.Background(), t, text), line)
	}
	late := &TimeoutError{"late"}
	ctx, cancel := context.WithTimeoutCause(context.Background(), 20*time.Millisecond, late)
	defer cancel()
	o := s.check(ctx, t, "ignore flood\nclosed")
	if o.Failure == nil || !errors.Is(o.Failure.Err, late) {
		t.Errorf("%+v", o.Failure)
	}
}

// If a name is given to another connection while the first has more unread data than can be held,
// nothing of the first one is left.
func TestNameIsTakenFromAFlood(t *testing.T) {
	message := []byte(strings.Repeat("x", 1<<20))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		conn, err := websocket.Accept(w, req, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		for sent := 0; err == nil && sent < heldBytes+10*len(message); sent += len(message) {
			err = conn.Write(req.Context(), websocket.MessageBinary, message)
		}
		_, _, _ = conn.Read(req.Context()) // answers the Close that came long ago
	}))
	defer server.Close()
	s := &stage{url: "ws" + strings.TrimPrefix(server.URL, "http")}
	wants(t, "the client", s.check(context.Background(), t, "timeout 5m\nurl ws://h/\nclose\nurl ws://h/\nclose\nurl ws://h/\nclose"), 0)
}

// A client that never stops sending, or never answers our close, holds up neither side.
func TestLeaveIsBounded(t *testing.T) {
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		conn, err := websocket.Accept(w, req, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		message, err := conn.Writer(req.Context(), websocket.MessageText)
		for err == nil { // an endless message leaves no room for a Close frame
			_, err = message.Write([]byte("x"))
		}
	}))
	defer endless.Close()
	s := &stage{url: "ws" + strings.TrimPrefix(endless.URL, "http")}
	wants(t, "the client", s.check(context.Background(), t, "ignore x"), 0)
}

func TestServerEndsWithFloodingClients(t *testing.T) {
	s := newStage(t, "> hi\nclosed 4000")
	ws, err := client.New(s.url, client.Options{CloseTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			_ = ws.SendText("hi")
			for ws.Queue(client.Text, make([]byte, 1<<16)) == nil {
				continue
			}
		}()
	}
	var closed *client.CloseError
	if err := ws.Run(context.Background()); !errors.As(err, &closed) || closed.Code != 4000 {
		t.Error(err)
	}
	wants(t, "the server", <-s.outcomes, 0)
}

// A client that leaves before the other one has come ends the conversation.
func TestClientLeavesBeforeTheOther(t *testing.T) {
	const two = "@a url ws://h/\n@b url ws://h/\n@b > x"
	s := newStage(t, two)
	wants(t, "the client", s.check(context.Background(), t, "quiet 1ms"), 0)
	wants(t, "the server", <-s.outcomes, 2)
	wants(t, "the client", s.check(context.Background(), t, two), 0)
	wants(t, "the server", <-s.outcomes, 0)
}

// Clients that misbehaved and even ignore our close don't hold up a conversation of later clients.
func TestNextClientsDontWait(t *testing.T) {
	const two = "@a url ws://h/\n@b url ws://h/\n@a > one\n@b < ok"
	s := newStage(t, two)
	for range 2 {
		conn, _, err := websocket.Dial(context.Background(), s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		if err := conn.Write(context.Background(), websocket.MessageText, []byte("wrong")); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, "the client", s.check(context.Background(), t, two), 0)
	wants(t, "the server", <-s.outcomes, 0)
	wants(t, "the server", <-s.outcomes, 3)
}

// Messages that no line has asked for yet wait in bounded memory.
func TestHeldIsBounded(t *testing.T) {
	ws, err := client.New("ws://localhost/", client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := newConnection(ws)
	put := 0
	for c.put(message{kind: codec.Binary, payload: make([]byte, 1<<20)}) {
		put++
	}
	if put < 2 || put > heldBytes>>20+1 {
		t.Errorf("%d MiB were held", put)
	}
	for range put {
		if _, ok := c.take(); !ok {
			t.Fatal("a message is missing")
		}
	}
	if c.held != 0 || !c.put(message{}) {
		t.Errorf("%d bytes are left", c.held)
	}
}

// FuzzBothSides makes up conversations: each byte is a step.
func FuzzBothSides(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 0x10, 0x41, 0x82}, []byte("payload"))
	f.Fuzz(func(t *testing.T, plan, payload []byte) {
		if len(plan) > 50 {
			return
		}
		var b strings.Builder
		b.WriteString("@a url ws://h/\n@b url ws://h/\n")
		for i, step := range plan {
			kind, data := codec.Text, []byte(strings.ToValidUTF8(string(payload[:min(len(payload), int(step>>2))]), "?"))
			if step&2 != 0 {
				kind, data = codec.Binary, payload[len(payload)-min(len(payload), int(step>>2)):]
			}
			b.WriteString([]string{"@a ", "@b "}[i%2] + []string{"> ", "< "}[step&1] + transcript.Notation(kind, data) + "\n")
		}
		s := newStage(t, b.String())
		wants(t, "the client", s.check(context.Background(), t, b.String()), 0)
		wants(t, "the server", <-s.outcomes, 0)
	})
}
