package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

func TestNewNormalises(t *testing.T) {
	for raw, want := range map[string]string{
		"ws://h":                   "ws://h/",
		"http://h/x?y=1":           "ws://h/x?y=1",
		"https://h:444/x":          "wss://h:444/x",
		"ws://name:secret@h/x":     "ws://h/x",
		"WSS://H/":                 "wss://h/",
		"ws://h/?redirect=ws://x/": "ws://h/?redirect=ws://x/",
		"ws://h/?a=b c&ü=%20":      "ws://h/?a=b%20c&%C3%BC=%20",
	} {
		ws, err := client.New(raw, client.Options{})
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if ws.URL() != want {
			t.Errorf("%s became %s, want %s", raw, ws.URL(), want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, raw := range []string{"", "8080", "h", "h:80/x", "[::1]:80", "//h", "ftp://h", "ws://", "ws:///x", "ws://h/#f", "ws://h/#", "ws://h h/", "ws://h:0/", "ws://h:65536/", "ws://h:x/", "ws://name:secret@h:x/", "h\n"} {
		_, err := client.New(raw, client.Options{})
		if !errors.Is(err, client.ErrSyntax) {
			t.Errorf("%q: %v, want ErrSyntax", raw, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows the password: %v", raw, err)
		}
	}
	for _, parameters := range []string{"client_max_window_bits=7", "x", "a, b"} {
		if _, err := client.New("ws://h", client.Options{Compression: true, CompressionParameters: parameters}); !errors.Is(err, client.ErrSyntax) {
			t.Errorf("compression %q: %v, want ErrSyntax", parameters, err)
		}
	}
	for _, names := range [][]string{{""}, {"a b"}, {"a,b"}, {"a", "a"}, {"ä"}} {
		if _, err := client.New("ws://h", client.Options{Protocols: names}); !errors.Is(err, client.ErrSyntax) {
			t.Errorf("subprotocols %q: %v, want ErrSyntax", names, err)
		}
	}
}

func TestOpen(t *testing.T) {
	url := listen(t, func(p *peer) {
		got := p.accept("Sec-WebSocket-Protocol: two\r\nX-Answer: yes\r\n")
		if name, pass, _ := got.BasicAuth(); name != "name" || pass != "pass" || got.Header.Get("X-Ask") != "please" ||
			got.Host != "other.example" || got.Header.Get("Sec-WebSocket-Protocol") != "one,two" || got.URL.Path != "/path" {
			t.Errorf("request %+v", got)
		}
		p.answerClose()
	})
	ws := newSocket(t, strings.Replace(url, "ws://", "ws://name:pass@", 1), client.Options{
		Protocols: []string{"one", "two"}, Header: http.Header{"X-Ask": {"please"}, "Host": {"other.example"}},
	})
	if ws.ReadyState() != client.Connecting || ws.Conn() != nil || ws.Protocol() != "" {
		t.Error("not as before the dial")
	}
	if err := ws.SendText("early"); !errors.Is(err, client.ErrNotOpen) {
		t.Errorf("SendText before open: %v", err)
	}
	ws.OnOpen = func(e client.OpenEvent) {
		if ws.ReadyState() != client.Open || ws.Conn() == nil || ws.Protocol() != "two" || e.Protocol != "two" ||
			e.URL != url || e.StatusCode != http.StatusSwitchingProtocols || e.Header.Get("X-Answer") != "yes" || ws.Extensions() != "" {
			t.Errorf("open event %+v", e)
		}
		_ = ws.Close(0, "")
		if ws.ReadyState() != client.Closing {
			t.Errorf("state %v after Close", ws.ReadyState())
		}
		if err := ws.SendText("late"); !errors.Is(err, client.ErrNotOpen) {
			t.Errorf("SendText after Close: %v", err)
		}
	}
	ws.OnClose = func(e client.CloseEvent) {
		if e.Code != 1005 || !e.WasClean {
			t.Errorf("close event %+v", e)
		}
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	if ws.ReadyState() != client.Closed {
		t.Errorf("state %v after Run", ws.ReadyState())
	}
	if err := ws.Run(context.Background()); !errors.Is(err, client.ErrAlreadyRun) {
		t.Errorf("second Run: %v", err)
	}
}

func TestHandlersMayBeReplaced(t *testing.T) {
	url := serve(t, func(p *peer) {
		p.write(append(encode(0x81, "a"), encode(0x81, "b")...))
		p.answerClose()
	})
	ws := newSocket(t, url, client.Options{})
	var got []string
	ws.OnMessage = func(client.MessageEvent) {
		got = append(got, "first")
		ws.OnMessage = func(client.MessageEvent) {
			got = append(got, "second")
			ws.OnClose = func(client.CloseEvent) { got = append(got, "close") }
			_ = ws.Close(1000, "")
		}
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	if want := []string{"first", "second", "close"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What the handlers make of the frames that arrive.
func TestReceive(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 20_000)
	for name, test := range map[string]struct {
		sent     string
		messages []string
	}{
		"text":                      {string(encode(0x81, "häh")), []string{"text häh"}},
		"binary":                    {string(encode(0x82, "\xff\x00")), []string{"binary \xff\x00"}},
		"empty":                     {string(encode(0x81, "")) + string(encode(0x82, "")), []string{"text ", "binary "}},
		"two at once":               {string(encode(0x81, "a")) + string(encode(0x81, "b")), []string{"text a", "text b"}},
		"longer than the buffer":    {string(encode(0x81, long)), []string{"text " + long}},
		"just the buffer":           {string(encode(0x82, long[:65532])) + string(encode(0x82, long[:65532])), []string{"binary " + long[:65532], "binary " + long[:65532]}},
		"fragments":                 {string(encode(0x01, "a")) + string(encode(0x00, "b")) + string(encode(0x80, "c")), []string{"text abc"}},
		"ping between":              {string(encode(0x01, "a")) + string(encode(0x89, "")) + string(encode(0x80, "c")) + string(encode(0x81, "d")), []string{"text ac", "text d"}},
		"plain behind a ping":       {string(encode(0x8a, "x")) + string(encode(0x81, "a")) + string(encode(0x81, "b")), []string{"text a", "text b"}},
		"cut in a character":        {string(encode(0x01, "\xe2\x82")) + string(encode(0x80, "\xac")), []string{"text €"}},
		"fragments, some long ones": {string(encode(0x02, long)) + string(encode(0x00, long)) + string(encode(0x80, "")), []string{"binary " + long + long}},
	} {
		for _, chunk := range []int{1 << 30, 1 << 12, 1} {
			if chunk == 1 && len(test.sent) > 1000 {
				continue
			}
			url := serve(t, func(p *peer) {
				for sent := test.sent + string(encode(0x88, closePayload(1000, ""))); sent != ""; {
					n := min(chunk, len(sent))
					p.write([]byte(sent[:n]))
					sent = sent[n:]
				}
				p.readUntilClose()
			})
			ws := newSocket(t, url, client.Options{})
			e := watch(ws)
			if err := run(t, ws); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if !reflect.DeepEqual(e.messages, test.messages) {
				t.Errorf("%s in chunks of %d: got %.200q, want %.200q", name, chunk, e.messages, test.messages)
			}
		}
	}
}

// How connections end, and what each side is told.
func TestEnds(t *testing.T) {
	type want struct {
		err   error // its type and fields, except inner errors
		event client.CloseEvent
		sent  int // the code of our Close frame; 0 for none
	}
	protocol := func(code int, problem string) want {
		return want{&client.ProtocolError{Code: code, Problem: problem}, client.CloseEvent{Code: 1006}, code}
	}
	text := "the server sent text that is not UTF-8"
	for name, test := range map[string]struct {
		sent string
		want
	}{
		"1000":                  {string(encode(0x88, closePayload(1000, "bye"))), want{nil, client.CloseEvent{Code: 1000, Reason: "bye", WasClean: true}, 1000}},
		"1001":                  {string(encode(0x88, closePayload(1001, ""))), want{nil, client.CloseEvent{Code: 1001, WasClean: true}, 1001}},
		"no code":               {string(encode(0x88, "")), want{nil, client.CloseEvent{Code: 1005, WasClean: true}, 0}},
		"1008":                  {string(encode(0x88, closePayload(1008, "no"))), want{&client.CloseError{Code: 1008, Reason: "no"}, client.CloseEvent{Code: 1008, Reason: "no", WasClean: true}, 1008}},
		"4001":                  {string(encode(0x88, closePayload(4001, ""))), want{&client.CloseError{Code: 4001}, client.CloseEvent{Code: 4001, WasClean: true}, 4001}},
		"dropped":               {"", want{&client.CloseError{Code: 1006}, client.CloseEvent{Code: 1006}, 0}},
		"dropped in a header":   {"\x81", want{&client.CloseError{Code: 1006}, client.CloseEvent{Code: 1006}, 0}},
		"dropped in a message":  {"\x81\x05he", want{&client.CloseError{Code: 1006}, client.CloseEvent{Code: 1006}, 0}},
		"dropped in a fragment": {string(encode(0x01, "a")), want{&client.CloseError{Code: 1006}, client.CloseEvent{Code: 1006}, 0}},
		"masked":                {"\x81\x85abcd\x00\x00\x00\x00\x00", protocol(1002, "the server sent a masked frame")},
		"masked behind a ping":  {string(encode(0x89, "")) + "\x81\x85abcd\x00\x00\x00\x00\x00", protocol(1002, "the server sent a masked frame")},
		"bad text":              {string(encode(0x81, "a\xff")), protocol(1007, text)},
		"text cut short":        {string(encode(0x81, "\xe2\x82")), protocol(1007, text)},
		"bad text, unfinished":  {"\x81\x7d\xff", protocol(1007, text)},
		"bad text in fragments": {string(encode(0x01, "a\xff")), protocol(1007, text)},
		"fragments cut short":   {string(encode(0x01, "a")) + string(encode(0x80, "\xe2")), protocol(1007, text)},
		"bad long text":         {string(encode(0x81, strings.Repeat("a", 1<<17)+"\xff")), protocol(1007, text)},
		"bad reason":            {string(encode(0x88, closePayload(1000, "\xff"))), protocol(1007, "the server sent a close reason that is not UTF-8")},
		"reserved bits":         {"\xd1\x00", protocol(1002, "the server sent a frame with a reserved bit")},
		"reserved opcode":       {"\x83\x00", protocol(1002, "the server sent a frame with the reserved opcode 3")},
		"fragmented ping":       {"\x09\x00", protocol(1002, "the server sent a control frame in fragments")},
		"no first fragment":     {"\x80\x00", protocol(1002, "the server sent a continuation of no message")},
		"two first fragments":   {"\x01\x00\x81\x00", protocol(1002, "the server sent a message within another")},
		"bad close code":        {string(encode(0x88, closePayload(1005, ""))), want{&client.ProtocolError{Code: 1002}, client.CloseEvent{Code: 1006}, 1002}},
		"close of one byte":     {string(encode(0x88, "x")), want{&client.ProtocolError{Code: 1002}, client.CloseEvent{Code: 1006}, 1002}},
		"compressed":            {"\xc1\x00", protocol(1002, "the server sent a frame marked as compressed, which was not agreed")},
		"compressed ping":       {"\xc9\x00", protocol(1002, "the server sent a compressed control frame")},
		"long ping":             {string(encode(0x89, strings.Repeat("x", 126))), protocol(1002, "the server sent a control frame of more than 125 bytes")},
		"length of two bytes":   {"\x82\x7e\x00\x7d", protocol(1002, "the server sent a frame whose length takes more bytes than it needs")},
		"length of eight bytes": {"\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff", protocol(1002, "the server sent a frame whose length takes more bytes than it needs")},
		"longest length":        {"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", protocol(1002, "the server sent a frame of more than 2^63-1 bytes")},
		"fragment that is long": {"\x01\x00\x80\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", protocol(1002, "the server sent a frame of more than 2^63-1 bytes")},
		"forbidden length":      {"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", protocol(1002, "the server sent a frame of more than 2^63-1 bytes")},
		"too large":             {string(encode(0x82, strings.Repeat("x", 1001))), protocol(1009, "the server sent a message larger than the limit of 1000 bytes")},
		"fragments too large":   {string(encode(0x02, strings.Repeat("x", 600))) + string(encode(0x00, strings.Repeat("x", 600))), protocol(1009, "the server sent a message larger than the limit of 1000 bytes")},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(p *peer) {
				p.write([]byte(test.sent))
				if strings.HasPrefix(name, "dropped") {
					return
				}
				frames := p.readUntilClose()
				sent := 0
				if f := frames[len(frames)-1]; len(f.payload) >= 2 {
					sent = int(f.payload[0])<<8 | int(f.payload[1])
				}
				if sent != test.want.sent {
					t.Errorf("our Close frame had %d, want %d", sent, test.want.sent)
				}
			})
			o := client.Options{}
			if test.want.sent == 1009 {
				o.MaxMessageSize = 1000
			}
			ws := newSocket(t, url, o)
			e := watch(ws)
			var event client.CloseEvent
			ws.OnClose = func(c client.CloseEvent) { event = c }
			err := run(t, ws)
			if !sameError(err, test.err) {
				t.Errorf("error %#v, want %#v", err, test.err)
			}
			if event.Code != test.event.Code || event.WasClean != test.event.WasClean || event.Reason != test.event.Reason {
				t.Errorf("event %+v, want %+v", event, test.event)
			}
			if failed := len(e.log) > 0 && e.log[len(e.log)-1] == "error"; failed == test.event.WasClean {
				t.Errorf("events %q", e.log)
			}
		})
	}
}

func sameError(got, want error) bool {
	switch w := want.(type) { //nolint:errorlint // want is of the test's own making
	case nil:
		return got == nil
	case *client.CloseError:
		var g *client.CloseError
		return errors.As(got, &g) && g.Code == w.Code && g.Reason == w.Reason && (g.Err != nil) == (w.Code == 1006)
	case *client.ProtocolError:
		var g *client.ProtocolError
		return errors.As(got, &g) && g.Code == w.Code && (w.Problem == "" || g.Problem == w.Problem)
	}
	return false
}

func TestMessagesAfterOurCloseArrive(t *testing.T) {
	const n = 20_000
	url := serve(t, func(p *peer) {
		p.readUntilClose()
		for range n {
			p.send(0x81, "late")
		}
		p.send(0x89, "still there?")
		if f, ok := p.read(); !ok || f.first != 0x8a || string(f.payload) != "still there?" {
			t.Errorf("no pong after the Close, but %v", f)
		}
		p.send(0x88, closePayload(1000, ""))
		if f, ok := p.read(); ok {
			t.Errorf("a frame after the Close frames: %v", f)
		}
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(1000, "") }
	e := watch(ws)
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	if len(e.messages) != n {
		t.Errorf("%d of %d messages", len(e.messages), n)
	}
}

func TestCloseSendsWhatWasQueued(t *testing.T) {
	url := serve(t, func(p *peer) {
		frames := p.answerClose()
		if len(frames) != 4 || string(frames[3].payload) != closePayload(4000, "done") {
			t.Errorf("the server got %q", frames)
		}
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		for range 3 {
			_ = ws.Queue(client.Text, []byte("x"))
		}
		_ = ws.Close(4000, "done")
		_ = ws.Close(1000, "ignored")
	}
	var event client.CloseEvent
	ws.OnClose = func(e client.CloseEvent) { event = e }
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
	if event != (client.CloseEvent{Code: 4000, Reason: "done", WasClean: true}) {
		t.Errorf("event %+v", event)
	}
}

// What directly follows the handshake's answer isn't lost.
func TestMessagesBehindTheHandshake(t *testing.T) {
	const n = 20_000
	frames := strings.Repeat(string(encode(0x81, "x")), n)
	url := listen(t, func(p *peer) {
		both := *p
		both.conn = &oneWrite{Conn: p.conn, behind: frames}
		both.accept("")
		p.answerClose()
	})
	ws := newSocket(t, url, client.Options{})
	got := 0
	ws.OnMessage = func(client.MessageEvent) {
		if got++; got == n {
			_ = ws.Close(1000, "")
		}
	}
	if err := run(t, ws); err != nil || got != n {
		t.Errorf("%d of %d messages, %v", got, n, err)
	}
}

// oneWrite appends to the first write.
type oneWrite struct {
	net.Conn
	behind string
}

func (w *oneWrite) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(append(bytes.Clone(p), w.behind...))
	w.behind = ""
	return min(n, len(p)), err
}

func TestCloseRefuses(t *testing.T) {
	ws := newSocket(t, "ws://h", client.Options{})
	for _, test := range []struct {
		code   int
		reason string
		want   error
	}{
		{1001, "", client.ErrInvalidCode}, {2999, "", client.ErrInvalidCode}, {5000, "", client.ErrInvalidCode}, {0, "x", client.ErrInvalidCode},
		{1000, strings.Repeat("x", 124), client.ErrReasonTooLong}, {1000, "\xff", client.ErrNotUTF8},
	} {
		if err := ws.Close(test.code, test.reason); !errors.Is(err, test.want) {
			t.Errorf("Close(%d, %q): %v, want %v", test.code, test.reason, err, test.want)
		}
	}
	if ws.ReadyState() != client.Connecting {
		t.Error("a refused Close had an effect")
	}
}

// What browsers reject but the protocol allows.
func TestLenient(t *testing.T) {
	o := client.Options{Lenient: true, Protocols: []string{"a=b", "wamp.2.json"}}
	ws := newSocket(t, "ws://h", o)
	for code, want := range map[int]error{1004: client.ErrUnsendableCode, 1005: client.ErrUnsendableCode, 1015: client.ErrUnsendableCode, 2999: client.ErrUnsendableCode, 5000: client.ErrUnsendableCode} {
		if err := ws.Close(code, ""); !errors.Is(err, want) {
			t.Errorf("Close(%d): %v, want %v", code, err, want)
		}
	}
	if err := ws.Close(1012, "restart"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "a b", "a,b", "a\n"} {
		o.Protocols = []string{name}
		if _, err := client.New("ws://h", o); !errors.Is(err, client.ErrSyntax) {
			t.Errorf("subprotocol %q: %v", name, err)
		}
	}
}

// Terminate waits for nothing, before or after the handshake, and counts as dropping
// the connection.
func TestTerminate(t *testing.T) {
	connected := make(chan struct{})
	mute := listen(t, func(p *peer) {
		close(connected)
		_, _ = io.Copy(io.Discard, p.r)
	})
	ws := newSocket(t, mute, client.Options{})
	go func() {
		<-connected
		ws.Terminate()
	}()
	wantDropped(t, run(t, ws))
	silent := serve(t, func(p *peer) { _, _ = io.Copy(io.Discard, p.r) })
	ws = newSocket(t, silent, client.Options{})
	ws.OnOpen = func(client.OpenEvent) { go ws.Terminate() }
	wantDropped(t, run(t, ws))
}

func wantDropped(t *testing.T, err error) {
	t.Helper()
	var closed *client.CloseError
	if !errors.As(err, &closed) || closed.Code != 1006 {
		t.Errorf("%v, want 1006", err)
	}
}

func TestCloseWhileConnecting(t *testing.T) {
	connected := make(chan struct{})
	url := listen(t, func(p *peer) {
		close(connected)
		_, _ = io.Copy(io.Discard, p.r)
	})
	ws := newSocket(t, url, client.Options{})
	e := watch(ws)
	go func() {
		<-connected
		_ = ws.Close(1000, "")
	}()
	if err := run(t, ws); !errors.Is(err, client.ErrClosedEarly) {
		t.Error(err)
	}
	if want := []string{"error", "close"}; !reflect.DeepEqual(e.log, want) {
		t.Errorf("events %q, want %q", e.log, want)
	}
}

func TestCancelClosesWith1001(t *testing.T) {
	url := serve(t, func(p *peer) {
		frames := p.answerClose()
		if len(frames) != 1 || string(frames[0].payload) != closePayload(1001, "") {
			t.Errorf("the server got %q", frames)
		}
	})
	ws := newSocket(t, url, client.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	ws.OnOpen = func(client.OpenEvent) { cancel() }
	if err := ws.Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestTimeouts(t *testing.T) {
	never := func(p *peer) { _, _ = io.Copy(io.Discard, p.r) }
	for op, test := range map[string]struct {
		url string
		o   client.Options
	}{
		"connect": {listen(t, never), client.Options{ConnectTimeout: 20 * time.Millisecond}},
		"close":   {serve(t, never), client.Options{CloseTimeout: 20 * time.Millisecond}},
		"pong":    {serve(t, never), client.Options{PingInterval: 10 * time.Millisecond, PingTimeout: 20 * time.Millisecond}},
	} {
		ws := newSocket(t, test.url, test.o)
		ws.OnOpen = func(client.OpenEvent) {
			if op == "close" {
				_ = ws.Close(1000, "")
			}
		}
		e := watch(ws)
		var late *client.TimeoutError
		if err := run(t, ws); !errors.As(err, &late) || late.Op != op {
			t.Errorf("%s: %v", op, err)
		}
		if n := len(e.log); n < 2 || e.log[n-2] != "error" || e.log[n-1] != "close" {
			t.Errorf("%s: events %q", op, e.log)
		}
	}
}

func TestPongsKeepTheConnection(t *testing.T) {
	url := serve(t, func(p *peer) {
		for range 5 {
			f, ok := p.read()
			if !ok || f.first != 0x89 {
				t.Errorf("no ping but %v", f)
				return
			}
			p.send(0x8a, string(f.payload))
		}
		p.send(0x88, closePayload(1000, ""))
		p.readUntilClose()
	})
	ws := newSocket(t, url, client.Options{PingInterval: 5 * time.Millisecond, PingTimeout: 10 * time.Second})
	pongs := 0
	ws.OnPong = func(client.PingEvent) { pongs++ }
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
	if pongs != 5 {
		t.Errorf("%d pongs", pongs)
	}
}

func TestHandshakeFails(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		o      client.Options
		want   client.HandshakeError
	}{
		"403": {"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\nX-Why: so\r\n\r\nnope", client.Options{}, client.HandshakeError{StatusCode: 403, Body: []byte("nope")}},
		"302": {"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ws://elsewhere/\r\n\r\n", client.Options{}, client.HandshakeError{StatusCode: 302}},
		"long body": {"HTTP/1.1 500 Oops\r\nContent-Length: 4000\r\n\r\n" + strings.Repeat("x", 4000), client.Options{},
			client.HandshakeError{StatusCode: 500, Body: []byte(strings.Repeat("x", 1024))}},
		"long body, wanted": {"HTTP/1.1 500 Oops\r\nContent-Length: 4000\r\n\r\n" + strings.Repeat("x", 4000), client.Options{MaxRefusal: 3000},
			client.HandshakeError{StatusCode: 500, Body: []byte(strings.Repeat("x", 3000))}},
		"long body that stops": {"HTTP/1.1 500 Oops\r\nContent-Length: 4000\r\n\r\nnope", client.Options{MaxRefusal: 3000},
			client.HandshakeError{StatusCode: 500, Body: []byte("nope")}},
		"wrong key": {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n", client.Options{}, client.HandshakeError{StatusCode: 101}},
		"interim": {"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n2\r\npe\r\n0\r\n\r\n", client.Options{},
			client.HandshakeError{StatusCode: 403, Body: []byte("nope")}},
		"no end":  {"HTTP/1.1 101 Switching Protocols\r\nX: " + strings.Repeat("x", 2<<20), client.Options{}, client.HandshakeError{}},
		"no HTTP": {"SSH-2.0-OpenSSH_9.2\r\n\r\n", client.Options{}, client.HandshakeError{}},
	} {
		url := listen(t, func(p *peer) {
			_, _ = http.ReadRequest(p.r)
			p.write([]byte(test.answer))
		})
		ws := newSocket(t, url, test.o)
		e := watch(ws)
		var got *client.HandshakeError
		if err := run(t, ws); !errors.As(err, &got) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.StatusCode != test.want.StatusCode || string(got.Body) != string(test.want.Body) {
			t.Errorf("%s: %d %q", name, got.StatusCode, got.Body)
		}
		if want := []string{"error", "close"}; !reflect.DeepEqual(e.log, want) {
			t.Errorf("%s: events %q, want %q", name, e.log, want)
		}
	}
}

func TestSubprotocolNotAgreed(t *testing.T) {
	for _, header := range []string{"", "Sec-WebSocket-Protocol: V1\r\n", "Sec-WebSocket-Protocol: other\r\n"} {
		url := listen(t, func(p *peer) {
			p.accept(header)
			_, _ = io.Copy(io.Discard, p.r)
		})
		ws := newSocket(t, url, client.Options{Protocols: []string{"v1"}})
		var got *client.HandshakeError
		if err := run(t, ws); !errors.As(err, &got) || got.StatusCode != http.StatusSwitchingProtocols {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func TestNoConnection(t *testing.T) {
	broken := listen(t, func(p *peer) { _, _ = http.ReadRequest(p.r) })
	for _, url := range []string{"ws://127.0.0.1:1/", broken, "wss" + strings.TrimPrefix(listen(t, func(*peer) {}), "ws")} {
		var got *client.DialError
		if err := run(t, newSocket(t, url, client.Options{})); !errors.As(err, &got) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// A proxy's refusal can be distinguished from other failures, and a silent proxy leaves
// nothing behind.
func TestProxyErrors(t *testing.T) {
	refusing := listen(t, func(p *peer) {
		_, _ = http.ReadRequest(p.r)
		p.write([]byte("HTTP/1.1 503 Service Unavailable\r\n\r\n"))
	})
	ws := newSocket(t, "ws://h.test/", client.Options{Proxy: proxyAt(t, refusing)})
	err := run(t, ws)
	var refused *client.ProxyError
	var dial *client.DialError
	if !errors.As(err, &refused) || !errors.As(err, &dial) || !refused.Refused || refused.StatusCode != http.StatusServiceUnavailable || refused.LoginWanted ||
		refused.Proxy != "http://"+strings.TrimSuffix(strings.TrimPrefix(refusing, "ws://"), "/path") {
		t.Errorf("error %#v", err)
	}
	if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "503 Service Unavailable") {
		t.Errorf("error %v", err)
	}
	silent := listen(t, func(p *peer) { _, _ = io.Copy(io.Discard, p.r) })
	ws = newSocket(t, "ws://h.test/", client.Options{Proxy: proxyAt(t, silent), ConnectTimeout: 50 * time.Millisecond})
	var late *client.TimeoutError
	if err := run(t, ws); !errors.As(err, &late) {
		t.Errorf("a silent proxy: %v", err)
	}
}

func proxyAt(t *testing.T, wsURL string) func(*url.URL) (*url.URL, error) {
	t.Helper()
	proxy, err := client.ParseProxy(strings.Replace(strings.TrimSuffix(wsURL, "/path"), "ws://", "name:secret@", 1))
	if err != nil {
		t.Fatal(err)
	}
	return func(*url.URL) (*url.URL, error) { return proxy, nil }
}

// A server may answer before it has read the whole request.
func TestAnswerBeforeTheWholeRequest(t *testing.T) {
	url := listen(t, func(p *peer) {
		_, _ = io.ReadFull(p.r, make([]byte, 1000))
		p.write([]byte("HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n\r\n"))
	})
	ws := newSocket(t, url, client.Options{Header: http.Header{"X": {strings.Repeat("x", 8<<20)}}})
	var got *client.HandshakeError
	if err := run(t, ws); !errors.As(err, &got) || got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Error(err)
	}
}

// Headers that no request can have are not sent.
func TestHeadersThatAreNone(t *testing.T) {
	for _, header := range []http.Header{{"Bad Name": {"v"}}, {"X": {"a\r\nEvil: 1"}}, {"X": {"nul\x00"}}} {
		ws := newSocket(t, "ws://127.0.0.1:1/", client.Options{Header: header})
		if err := run(t, ws); err == nil || !strings.Contains(err.Error(), "invalid") {
			t.Errorf("%q: %v", header, err)
		}
	}
}
