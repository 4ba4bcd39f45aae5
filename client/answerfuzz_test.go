package client_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // RFC 6455 wants it
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

// ending is how the other end continues after its answer.
type ending byte

const (
	hangsUp ending = iota
	goesOn         // sends the same again, or endless bytes
	stays          // silent until the client has gone

	endless  = 2 << 20
	patience = 10 * time.Millisecond
)

// endingOf rarely returns stays, which takes long.
func endingOf(way byte) ending {
	switch {
	case way < 0x80:
		return hangsUp
	case way < 0xf0:
		return goesOn
	}
	return stays
}

// answerer answers any request with answer, in which ACCEPT stands for the right key.
type answerer struct {
	net.Listener
	answer []byte
	ending ending
	done   chan struct{}
}

func newAnswerer(t *testing.T, answer []byte, end ending) *answerer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &answerer{l, answer, end, make(chan struct{})}
	go a.serve()
	return a
}

func (a *answerer) serve() {
	defer close(a.done)
	conn, err := a.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	r := bufio.NewReader(conn)
	_, _ = r.Peek(1)
	asked, _ := r.Peek(r.Buffered())
	answer := bytes.ReplaceAll(a.answer, []byte("ACCEPT"), []byte(acceptFor(asked)))
	_, err = conn.Write(answer)
	if a.ending == goesOn && len(answer) > 0 {
		again := bytes.Repeat(answer, 1+(64<<10)/len(answer))
		for sent := 0; err == nil && sent < endless; sent += len(again) {
			_, err = conn.Write(again)
		}
	}
	if a.ending == stays {
		_, _ = io.Copy(io.Discard, r)
	}
}

// acceptFor returns the answer to the key in a request, if it has one.
func acceptFor(request []byte) string {
	_, rest, _ := strings.Cut(string(request), "Sec-WebSocket-Key: ")
	key, _, _ := strings.Cut(rest, "\r\n")
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // RFC 6455 wants it
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (a *answerer) stop() {
	_ = a.Close()
	<-a.done
}

// answered connects to a server that answers so, and checks what must hold for every
// outcome.
func answered(t *testing.T, answer []byte, end ending, options func(host string) (url string, o client.Options)) {
	before := runtime.NumGoroutine()
	a := newAnswerer(t, answer, end)
	url, o := options(a.Addr().String())
	o.ConnectTimeout, o.CloseTimeout = 10*time.Second, patience
	if end == stays {
		o.ConnectTimeout = patience
	}
	ws, err := client.New(url, o)
	if err != nil {
		t.Fatal(err)
	}
	opened, closed := 0, 0
	ws.OnOpen = func(client.OpenEvent) {
		opened++
		_ = ws.Close(1000, "")
	}
	ws.OnClose = func(client.CloseEvent) { closed++ }
	err = ws.Run(context.Background())
	a.stop()
	if closed != 1 || opened == 0 && err == nil {
		t.Errorf("opened %d times, closed %d times, %v", opened, closed, err)
	}
	checkOutcome(t, opened, err)
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func checkOutcome(t *testing.T, opened int, err error) {
	var dial *client.DialError
	var handshake *client.HandshakeError
	var late *client.TimeoutError
	switch {
	case opened > 0 || err == nil:
	case errors.As(err, &handshake):
		if handshake.Error() == "" || len(handshake.Body) > 1<<10 {
			t.Errorf("%q, and %d bytes of the body", handshake, len(handshake.Body))
		}
	case !errors.As(err, &dial) && !errors.As(err, &late):
		t.Errorf("an error of no kind: %T %v", err, err)
	}
	var fault *client.PanicError
	if errors.As(err, &fault) {
		t.Errorf("a fault: %v", err)
	}
}

const goodAnswer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ACCEPT\r\n"

// Whatever a server answers, the result is an open connection, or soon an error that
// says what was wrong, and nothing is left behind.
func FuzzHandshakeAnswer(f *testing.F) {
	for _, seed := range []string{
		goodAnswer + "\r\n",
		goodAnswer + "\r\n\x81\x02hi\x88\x02\x03\xe8",
		goodAnswer + "Sec-WebSocket-Protocol: one\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9\r\n\r\n\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\x88\x00",
		goodAnswer + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"8\"; x\r\n\r\n",
		strings.Replace(goodAnswer, "1.1", "1.0", 1) + "\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n" + goodAnswer + " folded\r\nstray\r\n\r\n",
		"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"HTTP/1.1 500 No\nContent-Length: 99999999999999999999\n\nbody",
		"HTTP/1.1 302 Found\r\nLocation: ws://u:p@[::1%25x]:0/\r\n\r\n",
		"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
		"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64",
		"220 mail.example.org ESMTP ready\r\n", "HTTP/1.1 ", "",
	} {
		for _, way := range []byte{0, 0x80, 0xff} {
			f.Add([]byte(seed), way)
		}
	}
	f.Fuzz(func(t *testing.T, answer []byte, way byte) {
		answered(t, answer, endingOf(way), func(host string) (string, client.Options) {
			return "ws://" + host, client.Options{Protocols: []string{"one", "two"}, Compression: true}
		})
	})
}

// The same holds for whatever a proxy answers.
func FuzzProxyAnswer(f *testing.F) {
	for _, seed := range []struct {
		scheme byte
		answer string
	}{
		{0, "HTTP/1.1 200 OK\r\n\r\n" + goodAnswer + "\r\n"},
		{0, "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"},
		{0, "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate, NTLM, Basic realm=\"a, b\"\r\n\r\n"},
		{0, "HTTP/1.1 102 Processing\r\n\r\n"},
		{0, "HTTP/1.1 502 Bad Gateway\r\nstray\r\n\r\n"},
		{1, "\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50" + "HTTP/1.1 403 Forbidden\r\n\r\n"},
		{1, "\x05\x02\x01\x00\x05\x00\x00\x03\x04name\x00\x50"},
		{1, "\x05\x02\x01\x01"},
		{2, "\x05\x00\x05\x05\x00\x04"},
		{2, "\x05\xff"}, {1, "\x04\x5a"}, {0, ""}, {1, ""},
	} {
		for _, way := range []byte{0, 0x80, 0xff} {
			f.Add([]byte(seed.answer), seed.scheme, way)
		}
	}
	schemes := []string{"http", "socks5", "socks5h", "socks4", "socks4a"}
	f.Fuzz(func(t *testing.T, answer []byte, scheme, way byte) {
		answered(t, answer, endingOf(way), func(host string) (string, client.Options) {
			proxy, err := client.ParseProxy(schemes[int(scheme)%len(schemes)] + "://me:secret@" + host)
			if err != nil {
				t.Fatal(err)
			}
			return "ws://192.0.2.1/", client.Options{Proxy: func(*url.URL) (*url.URL, error) { return proxy, nil }}
		})
	})
}
