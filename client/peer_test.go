package client_test

import (
	"bufio"
	"context"
	"crypto/sha1" //nolint:gosec // RFC 6455 wants it
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"wspipe/client"
)

// peer is the server's end of one connection, at the level of frames, so that it can do
// what no library does.
type peer struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

type frame struct {
	first   byte // FIN, RSV, opcode
	payload []byte
}

// serve runs handle for the first connection to the URL that it returns. The test
// doesn't end before handle does.
func serve(t *testing.T, handle func(*peer)) string {
	t.Helper()
	return listen(t, func(p *peer) {
		p.accept("")
		handle(p)
	})
}

func listen(t *testing.T, handle func(*peer)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		handle(&peer{t, conn, bufio.NewReader(conn)})
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return "ws://" + l.Addr().String() + "/path"
}

// accept answers the handshake, with additional header lines.
func (p *peer) accept(header string) *http.Request {
	req, err := http.ReadRequest(p.r)
	if err != nil {
		p.t.Error(err)
		return nil
	}
	sum := sha1.Sum([]byte(req.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // RFC 6455 wants it
	p.write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n" + header + "\r\n"))
	return req
}

func (p *peer) write(b []byte) {
	_, _ = p.conn.Write(b) // only what the client sees counts
}

// send writes one frame; first is FIN, RSV and opcode.
func (p *peer) send(first byte, payload string) { p.write(encode(first, payload)) }

func encode(first byte, payload string) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n <= 125:
		b = append(b, byte(n))
	case n <= 0xffff:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, payload...)
}

func closePayload(code int, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(code))) + reason
}

// read returns the client's next frame, unmasked; false at the end.
func (p *peer) read() (frame, bool) {
	var head [2]byte
	if _, err := io.ReadFull(p.r, head[:]); err != nil {
		return frame{}, false
	}
	if head[1]&0x80 == 0 {
		p.t.Error("the client sent a frame without a mask")
	}
	n := uint64(head[1] & 0x7f)
	switch n {
	case 126:
		n = p.number(2)
	case 127:
		n = p.number(8)
	}
	key := make([]byte, 4)
	payload := make([]byte, n)
	_, _ = io.ReadFull(p.r, key)
	if _, err := io.ReadFull(p.r, payload); err != nil {
		return frame{}, false
	}
	for i := range payload {
		payload[i] ^= key[i%4]
	}
	return frame{head[0], payload}, true
}

func (p *peer) number(size int) uint64 {
	b := make([]byte, 8)
	_, _ = io.ReadFull(p.r, b[8-size:])
	return binary.BigEndian.Uint64(b)
}

// readUntilClose returns all frames up to and including a Close frame, or to the end of
// the connection.
func (p *peer) readUntilClose() []frame {
	var frames []frame
	for {
		f, ok := p.read()
		if !ok {
			return frames
		}
		frames = append(frames, f)
		if f.first&0x0f == 8 {
			return frames
		}
	}
}

// answerClose waits for the client's Close frame and sends it back.
func (p *peer) answerClose() []frame {
	frames := p.readUntilClose()
	if n := len(frames); n > 0 && frames[n-1].first == 0x88 {
		p.send(0x88, string(frames[n-1].payload))
	}
	return frames
}

// events records what a WebSocket reported, in order, for comparison.
type events struct {
	log      []string
	messages []string
}

// watch sets all handlers that aren't set yet.
func watch(ws *client.WebSocket) *events {
	e := &events{}
	open, message := ws.OnOpen, ws.OnMessage
	ws.OnOpen = func(o client.OpenEvent) {
		e.log = append(e.log, "open")
		if open != nil {
			open(o)
		}
	}
	ws.OnMessage = func(m client.MessageEvent) {
		text, err := m.Text()
		if err == nil {
			e.log = append(e.log, "message")
			e.messages = append(e.messages, m.Type.String()+" "+text)
		}
		if message != nil {
			message(m)
		}
	}
	ws.OnError = func(client.ErrorEvent) { e.log = append(e.log, "error") }
	ws.OnClose = func(client.CloseEvent) { e.log = append(e.log, "close") }
	return e
}

func newSocket(t *testing.T, url string, o client.Options) *client.WebSocket {
	t.Helper()
	ws, err := client.New(url, o)
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// run calls Run with a time limit, so that a failing test ends.
func run(t *testing.T, ws *client.WebSocket) error {
	t.Helper()
	stop := time.AfterFunc(15*time.Second, func() {
		t.Error("still running after 15 s")
		ws.Terminate()
	})
	defer stop.Stop()
	return ws.Run(context.Background())
}
