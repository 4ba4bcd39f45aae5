package fuzz

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"wspipe/client"
)

// patience is how long a stream may take once all of it has arrived.
const patience = 10 * time.Second

// heap is how much a stream may make us allocate in total: enough for some messages at the limit, and for the tables
// of deflate.
const heap = 64 << 20

// byOurs returns the outcome of package client for a stream. It also checks what must hold for any stream: it ends in
// time, it leaves no goroutine, it needs no more memory than the messages do, and the close code on the wire is the
// one that we report.
func byOurs(t *testing.T, s setup, stream []byte) outcome {
	t.Helper()
	before, allocated := runtime.NumGoroutine(), allocations()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	opts := client.Options{Compression: s.deflate, MaxMessageSize: limit, CloseTimeout: patience}
	var o outcome
	var written []frame
	if s.server {
		c, ws := accept(s, stream, opts)
		o = run(ctx, ws)
		written = framesOf(c.sent())
	} else {
		ws := connect(t, s, stream, opts)
		o = run(ctx, ws)
		written = framesOf(<-peer.written)
	}
	if ctx.Err() != nil {
		t.Fatal("it didn't end in time")
	}
	checkWritten(t, o, written)
	if grown := allocations() - allocated; grown > heap+64*uint64(len(stream)) {
		t.Errorf("%d bytes were allocated", grown)
	}
	checkGoroutines(t, before)
	return o
}

// accept returns us as a server to which a stream has been sent.
func accept(s setup, stream []byte, opts client.Options) (*conn, *client.WebSocket) {
	c := &conn{arrived: s.cuts.pieces(stream)}
	w, r := request(s, c)
	return c, client.Accept(w, r, opts)
}

// connect returns us as a client to which a stream will be sent. What we send to it can be read from peer.written.
func connect(t *testing.T, s setup, stream []byte, opts client.Options) *client.WebSocket {
	t.Helper()
	ws, err := client.New("ws+unix:"+peer.socket+":/", opts)
	if err != nil {
		t.Fatal(err)
	}
	peer.next <- exchange{s, stream}
	return ws
}

func run(ctx context.Context, ws *client.WebSocket) outcome {
	var o outcome
	var end client.CloseEvent
	ws.OnMessage = func(e client.MessageEvent) {
		if payload, err := e.Bytes(); err == nil {
			o.messages = append(o.messages, message{byte(e.Type), bytes.Clone(payload)})
		}
	}
	ws.OnClose = func(e client.CloseEvent) { end = e }
	o.err = ws.Run(ctx)
	var broke *client.ProtocolError
	switch {
	case errors.As(o.err, &broke):
		o.end, o.code = failed, broke.Code
	case end.WasClean:
		o.end, o.code, o.reason = closed, end.Code, end.Reason
	}
	return o
}

// checkWritten expects exactly the Close frame that is reported, at the end.
func checkWritten(t *testing.T, o outcome, written []frame) {
	t.Helper()
	for i, f := range written {
		if f.op == opClose && i != len(written)-1 {
			t.Errorf("frame %d of %d is a Close: %v", i+1, len(written), written)
		}
	}
	code := 0
	if n := len(written); n > 0 && written[n-1].op == opClose {
		code = 1005
		if p := written[n-1].payload; len(p) >= 2 {
			code = int(p[0])<<8 | int(p[1])
		}
	}
	if want := o.code; code != want && (o.end != cut || code != 0) {
		t.Errorf("the Close on the wire says %d, what is told is %v", code, o)
	}
}

func checkGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(patience); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("goroutines are left:\n%s", stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(20 * time.Microsecond)
	}
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// peer is the server for our client. It uses a unix socket, which uses up no ports.
var peer struct {
	socket  string
	next    chan exchange
	written chan []byte
}

type exchange struct {
	setup  setup
	stream []byte
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fuzz")
	if err != nil {
		panic(err)
	}
	peer.socket = filepath.Join(dir, "s")
	peer.next, peer.written = make(chan exchange, 1), make(chan []byte, 1)
	l, err := net.Listen("unix", peer.socket)
	if err != nil {
		panic(err)
	}
	go servePeer(l)
	status := m.Run()
	l.Close()
	os.RemoveAll(dir)
	os.Exit(status)
}

func servePeer(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		e := <-peer.next
		written, err := e.on(c.(*net.UnixConn))
		c.Close()
		if err != nil {
			panic(err)
		}
		peer.written <- written
	}
}

// on answers the handshake and sends the stream in its pieces, the first with the answer, while it records what
// arrives.
func (e exchange) on(c *net.UnixConn) ([]byte, error) {
	r := bufio.NewReader(c)
	req, err := http.ReadRequest(r)
	if err != nil {
		return nil, err
	}
	answer := "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " +
		acceptKey(req.Header.Get("Sec-WebSocket-Key")) + "\r\n"
	if extensions := e.setup.answer(); extensions != "" {
		answer += "Sec-WebSocket-Extensions: " + extensions + "\r\n"
	}
	kept := make(chan []byte)
	go func() {
		written, _ := io.ReadAll(r) // a reset is an end, too
		kept <- written
	}()
	pieces := e.setup.cuts.pieces(e.stream)
	first := []byte(answer + "\r\n")
	if len(pieces) > 0 {
		first, pieces = append(first, pieces[0]...), pieces[1:]
	}
	_, err = c.Write(first)
	for _, piece := range pieces {
		if err == nil {
			_, err = c.Write(piece) // a piece refused in the meantime is an end, too
		}
	}
	_ = c.CloseWrite()
	return <-kept, nil
}
