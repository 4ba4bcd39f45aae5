package client_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

// accepting starts an HTTP server that makes a WebSocket of each request, lets prepare
// set it up, and passes on what its Run returns.
func accepting(t *testing.T, opts client.Options, prepare func(*client.WebSocket)) (url string, ends <-chan error) {
	t.Helper()
	results := make(chan error, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws := client.Accept(w, r, opts)
		prepare(ws)
		results <- ws.Run(context.Background())
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http") + "/path?q=1", results
}

func echoing(ws *client.WebSocket) {
	ws.OnMessage = func(e client.MessageEvent) {
		if w, err := ws.NewWriter(e.Type); err == nil {
			_, _ = io.Copy(w, e.Reader())
			_ = w.Close()
		}
	}
}

// rawClient is a client at the level of frames, after its handshake.
func rawClient(t *testing.T, url, header string) *peer {
	t.Helper()
	host := strings.TrimPrefix(url, "ws://")
	host, _, _ = strings.Cut(host, "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	p := &peer{t, conn, bufio.NewReader(conn)}
	p.write([]byte("GET /path HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n"))
	resp, err := http.ReadResponse(p.r, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%+v, %v", resp, err)
	}
	return p
}

// masked encodes a client's frame.
func masked(first byte, payload string) []byte {
	plain := encode(first, payload)
	at := len(plain) - len(payload)
	plain[1] |= 0x80
	key := [4]byte{0x12, 0x34, 0x56, 0x78}
	b := append(bytes.Clone(plain[:at]), key[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	return b
}

// readPlain returns the server's next frame, which has no mask.
func (p *peer) readPlain() frame {
	p.t.Helper()
	var head [2]byte
	if _, err := io.ReadFull(p.r, head[:]); err != nil {
		p.t.Fatal(err)
	}
	n := uint64(head[1])
	switch n {
	case 126:
		n = p.number(2)
	case 127:
		n = p.number(8)
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(p.r, payload); err != nil {
		p.t.Fatal(err)
	}
	return frame{head[0], payload}
}

// readPlainMessage joins the payloads of one message's frames.
func (p *peer) readPlainMessage() (first byte, payload []byte) {
	p.t.Helper()
	f := p.readPlain()
	first, payload = f.first&0x0f, f.payload
	for f.first&0x80 == 0 {
		f = p.readPlain()
		payload = append(payload, f.payload...)
	}
	return first, payload
}

func (p *peer) wantClose(code int) {
	p.t.Helper()
	f := p.readPlain()
	if f.first != 0x88 || len(f.payload) < 2 || int(binary.BigEndian.Uint16(f.payload)) != code {
		p.t.Errorf("got %#x %q, want a close with %d", f.first, f.payload, code)
	}
}

// Messages come back whatever their length, their frames, and the pieces in which they
// arrive from the network.
func TestAcceptedEcho(t *testing.T) {
	url, ends := accepting(t, client.Options{}, echoing)
	p := rawClient(t, url, "")
	for _, n := range []int{0, 1, 3, 125, 126, 8000, 16 << 10, 65535, 65536, 1 << 20} {
		want := strings.Repeat("0123456789abcde", n/15+1)[:n]
		go p.write(masked(0x82, want))
		if first, got := p.readPlainMessage(); first != 2 || string(got) != want {
			t.Errorf("%d bytes: %d bytes of type %d came back", n, len(got), first)
		}
		half := n / 2
		go p.write(bytes.Join([][]byte{masked(0x01, want[:half]), masked(0x89, "ping"), masked(0x80, want[half:])}, nil))
		sawPong := false
		var got []byte
		for fin := false; !fin; {
			f := p.readPlain()
			if f.first == 0x8a && string(f.payload) == "ping" {
				sawPong = true
				continue
			}
			got, fin = append(got, f.payload...), f.first&0x80 != 0
		}
		if string(got) != want || !sawPong {
			t.Errorf("%d bytes in two frames: %d bytes came back, pong: %v", n, len(got), sawPong)
		}
	}
	for _, b := range bytes.Join([][]byte{masked(0x81, "häh"), masked(0x01, "fr"), masked(0x80, "ag"), masked(0x88, closePayload(4001, "bye"))}, nil) {
		p.write([]byte{b})
	}
	_, one := p.readPlainMessage()
	_, two := p.readPlainMessage()
	if string(one) != "häh" || string(two) != "frag" {
		t.Errorf("got %q and %q", one, two)
	}
	p.wantClose(4001)
	var closed *client.CloseError
	if err := <-ends; !errors.As(err, &closed) || closed.Code != 4001 || closed.Reason != "bye" {
		t.Errorf("Run: %v", err)
	}
}

func TestAcceptedRefusesBrokenFrames(t *testing.T) {
	for name, test := range map[string]struct {
		frames []byte
		code   int
		says   string
	}{
		"not masked":            {encode(0x81, "hello"), 1002, "not masked"},
		"ping not masked":       {encode(0x89, ""), 1002, "not masked"},
		"not UTF-8":             {masked(0x81, "a\xff"), 1007, "the client sent text that is not UTF-8"},
		"not UTF-8, in a part":  {masked(0x01, "a\xff"), 1007, "not UTF-8"},
		"not UTF-8, long":       {masked(0x81, strings.Repeat("a", 100_000)+"\xff"), 1007, "not UTF-8"},
		"reason not UTF-8":      {masked(0x88, closePayload(1000, "\xff")), 1007, "close reason"},
		"reserved bit":          {masked(0xc1, "x"), 1002, "marked as compressed"},
		"unknown opcode":        {masked(0x83, "x"), 1002, "reserved opcode 3"},
		"close code":            {masked(0x88, closePayload(1005, "")), 1002, ""},
		"too large":             {masked(0x82, strings.Repeat("a", 200_001)), 1009, "the client sent a message larger"},
		"continuation of none":  {masked(0x80, "x"), 1002, "a continuation of no message"},
		"long ping":             {masked(0x89, strings.Repeat("x", 126)), 1002, "more than 125 bytes"},
		"fragmented ping":       {masked(0x09, "x"), 1002, "a control frame in fragments"},
		"one byte of code":      {masked(0x88, "x"), 1002, ""},
		"a message in another":  {bytes.Join([][]byte{masked(0x01, "a"), masked(0x81, "b")}, nil), 1002, "a message within another"},
		"length with a top bit": {append([]byte{0x82, 0xff, 0x80}, make([]byte, 11)...), 1002, "2^63"},
	} {
		t.Run(name, func(t *testing.T) {
			url, ends := accepting(t, client.Options{MaxMessageSize: 200_000}, func(ws *client.WebSocket) {
				ws.OnMessage = func(e client.MessageEvent) { _, _ = io.Copy(io.Discard, e.Reader()) }
			})
			p := rawClient(t, url, "")
			go p.write(test.frames)
			p.wantClose(test.code)
			if _, err := p.r.ReadByte(); err != io.EOF {
				t.Errorf("the server didn't end the connection first: %v", err)
			}
			p.conn.Close()
			err := <-ends
			var broke *client.ProtocolError
			if !errors.As(err, &broke) || broke.Code != test.code || !strings.Contains(broke.Problem, test.says) {
				t.Errorf("Run: %v", err)
			}
		})
	}
}

func TestAcceptedOpen(t *testing.T) {
	opened := make(chan client.OpenEvent, 1)
	url, ends := accepting(t, client.Options{Protocols: []string{"b", "a"}, Compression: true}, func(ws *client.WebSocket) {
		ws.OnOpen = func(e client.OpenEvent) { opened <- e; _ = ws.Close(1012, "restart") }
	})
	ws := newSocket(t, url, client.Options{Protocols: []string{"a", "b"}, Compression: true, Header: http.Header{"X-Ask": {"please"}}})
	err := ws.Run(context.Background())
	var closed *client.CloseError
	if !errors.As(err, &closed) || closed.Code != 1012 || ws.Protocol() != "b" || !strings.HasPrefix(ws.Extensions(), "permessage-deflate") {
		t.Errorf("%v, subprotocol %s, extensions %s", err, ws.Protocol(), ws.Extensions())
	}
	e := <-opened
	if e.URL != url || e.Protocol != "b" || e.StatusCode != http.StatusSwitchingProtocols || e.Header.Get("X-Ask") != "please" || !strings.HasPrefix(e.Extensions, "permessage-deflate") {
		t.Errorf("open event %+v", e)
	}
	if err := <-ends; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// The names of subprotocols are case-sensitive, and having none in common is no
// failure.
func TestAcceptedProtocolDiffersByCase(t *testing.T) {
	protocols := make(chan string, 1)
	url, ends := accepting(t, client.Options{Protocols: []string{"Chat"}}, func(ws *client.WebSocket) {
		ws.OnOpen = func(e client.OpenEvent) { protocols <- e.Protocol }
	})
	p := rawClient(t, url, "Sec-WebSocket-Protocol: chat\r\n")
	p.write(masked(0x88, ""))
	if got := <-protocols; got != "" {
		t.Errorf("agreed on %q", got)
	}
	if err := <-ends; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestAcceptRefusesWhatIsNoWebSocket(t *testing.T) {
	url, ends := accepting(t, client.Options{}, func(*client.WebSocket) {})
	resp, err := http.Get("http" + strings.TrimPrefix(url, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	var handshake *client.HandshakeError
	if err := <-ends; !errors.As(err, &handshake) || handshake.StatusCode != http.StatusUpgradeRequired || resp.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("%v, status %d", err, resp.StatusCode)
	}
}

// Both ends are this package's: what one sends compressed, the other receives.
func TestAcceptedCompressedEcho(t *testing.T) {
	url, ends := accepting(t, client.Options{Compression: true}, func(ws *client.WebSocket) {
		ws.OnMessage = func(e client.MessageEvent) {
			b, err := e.Bytes()
			if err != nil {
				t.Error(err)
			}
			_ = ws.Queue(e.Type, b)
		}
		ws.OnIdle = func() { _ = ws.Flush() }
	})
	ws := newSocket(t, url, client.Options{Compression: true})
	const n = 100
	got := 0
	text := func(i int) string { return strings.Repeat(fmt.Sprint(i, " "), 10*i) }
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			for i := range n {
				_ = ws.SendText(text(i))
			}
		}()
	}
	ws.OnMessage = func(e client.MessageEvent) {
		if s, err := e.Text(); err != nil || s != text(got) {
			t.Errorf("message %d: %d bytes, %v", got, len(s), err)
		}
		if got++; got == n {
			_ = ws.Close(1000, "")
		}
	}
	if err := ws.Run(context.Background()); err != nil || got != n {
		t.Errorf("%d messages, %v", got, err)
	}
	if err := <-ends; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestCheckLenientClose(t *testing.T) {
	for code := range 6000 {
		want := code == 0 || code >= 3000 && code <= 4999
		switch code {
		case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014:
			want = true
		}
		if err := client.CheckLenientClose(code, ""); (err == nil) != want {
			t.Errorf("%d: %v", code, err)
		}
	}
	if err := client.CheckLenientClose(1009, strings.Repeat("x", 124)); !errors.Is(err, client.ErrReasonTooLong) {
		t.Error(err)
	}
}

// A client may send more after its Close, such as a pong for our ping. That is left
// unread, but must not reset the connection, which would discard what the client has
// not read yet.
func TestPongsBehindAClientsCloseLoseNothing(t *testing.T) {
	const size = 8 << 20
	url, ends := accepting(t, client.Options{}, func(ws *client.WebSocket) {
		ws.OnMessage = func(client.MessageEvent) { _ = ws.SendBinary(make([]byte, size)) }
	})
	p := rawClient(t, url, "")
	said := append(masked(0x81, "go"), masked(0x88, closePayload(1000, ""))...)
	for range 1000 {
		said = append(said, masked(0x8a, strings.Repeat("p", 125))...)
	}
	p.write(said)
	if first, payload := p.readPlainMessage(); first&0x0f != 2 || len(payload) != size {
		t.Errorf("%x and %d bytes came", first, len(payload))
	}
	if f := p.readPlain(); f.first != 0x88 || string(f.payload) != closePayload(1000, "") {
		t.Errorf("%x %q came, not a Close", f.first, f.payload)
	}
	if _, err := p.r.ReadByte(); err != io.EOF {
		t.Errorf("behind the Close: %v", err)
	}
	p.conn.Close()
	if err := <-ends; err != nil {
		t.Error(err)
	}
}
