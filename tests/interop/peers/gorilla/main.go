// Command gorilla is gorilla/websocket as a peer.
package main

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wspipe/tests/interop/peers/lines"
)

type peer struct {
	lines.Teller
	mu   sync.Mutex // for writing
	conn *websocket.Conn
}

// serve runs until the program ends.
func serve(l net.Listener, handler http.Handler) { panic(http.Serve(l, handler)) }

func main() {
	var p peer
	upgrader := websocket.Upgrader{EnableCompression: true}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, err := upgrader.Upgrade(w, r, nil); err == nil {
			p.read(p.use(conn))
		}
	})
	go serve(p.Listen(), handler)
	lines.Commands(p.carryOut)
}

func (p *peer) use(conn *websocket.Conn) *websocket.Conn {
	p.mu.Lock()
	p.conn = conn
	p.mu.Unlock()
	answer := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		p.Octets("ping", []byte(data))
		return answer(data)
	})
	conn.SetPongHandler(func(data string) error {
		p.Octets("pong", []byte(data))
		return nil
	})
	p.Tell(lines.Line{Type: "open"})
	return conn
}

func (p *peer) read(conn *websocket.Conn) {
	defer func() { _ = conn.Close() }()
	for {
		kind, data, err := conn.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			p.Tell(lines.Line{Type: "close", Code: closed.Code, Reason: closed.Text})
			return
		}
		if err != nil {
			p.Tell(lines.Line{Type: "error", Message: err.Error()})
			return
		}
		for i := range p.Message(kind == websocket.TextMessage, data) {
			p.write(websocket.TextMessage, [][]byte{[]byte(strconv.Itoa(i))}, "")
		}
	}
}

func (p *peer) carryOut(c lines.Line) {
	switch c.Type {
	case "dial":
		dialer := websocket.Dialer{EnableCompression: c.Deflate != nil}
		conn, _, err := dialer.Dial(c.URL, nil)
		if err != nil {
			p.Tell(lines.Line{Type: "error", Message: err.Error()})
			return
		}
		go p.read(p.use(conn))
	case "text":
		p.send(websocket.TextMessage, c)
	case "binary":
		p.send(websocket.BinaryMessage, c)
	case "ping":
		p.control(websocket.PingMessage, c.Payload())
	case "close":
		if c.Code == 0 {
			c.Code = websocket.CloseNoStatusReceived
		}
		p.control(websocket.CloseMessage, websocket.FormatCloseMessage(c.Code, c.Reason))
	}
}

func (p *peer) send(kind int, c lines.Line) {
	if c.Pieces > 0 {
		p.write(kind, c.Cut(), c.Pinged)
	} else {
		p.write(kind, [][]byte{c.Payload()}, "")
	}
}

// write sends one message made of the pieces, split into frames by the package's buffer, with the ping in the middle.
func (p *peer) write(kind int, pieces [][]byte, ping string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, err := p.conn.NextWriter(kind)
	for i, piece := range pieces {
		if err == nil {
			_, err = w.Write(piece)
		}
		if ping != "" && i == len(pieces)/2 {
			p.control(websocket.PingMessage, []byte(ping))
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		p.Tell(lines.Line{Type: "error", Message: err.Error()})
	}
}

func (p *peer) control(kind int, data []byte) {
	if err := p.conn.WriteControl(kind, data, time.Now().Add(10*time.Second)); err != nil {
		p.Tell(lines.Line{Type: "error", Message: err.Error()})
	}
}
