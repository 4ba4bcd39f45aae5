// Command gws is lxzan/gws as a peer.
package main

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/lxzan/gws"

	"wspipe/tests/interop/peers/lines"
)

type peer struct {
	lines.Teller
	conn *gws.Conn
}

// serve runs until the program ends.
func serve(l net.Listener, handler http.Handler) { panic(http.Serve(l, handler)) }

func main() {
	var p peer
	upgrader := gws.NewUpgrader(&p, &gws.ServerOption{PermessageDeflate: deflate(lines.Line{Deflate: new(string)})})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, err := upgrader.Upgrade(w, r); err == nil {
			conn.ReadLoop()
		}
	})
	go serve(p.Listen(), handler)
	lines.Commands(p.carryOut)
}

func deflate(c lines.Line) gws.PermessageDeflate {
	bits := func(parameter string) int {
		if c.Offers(parameter) {
			return 10
		}
		return 15
	}
	return gws.PermessageDeflate{
		Enabled:               c.Deflate != nil,
		Threshold:             1,
		ServerContextTakeover: !c.Offers("server_no_context_takeover"),
		ClientContextTakeover: !c.Offers("client_no_context_takeover"),
		ServerMaxWindowBits:   bits("server_max_window_bits"),
		ClientMaxWindowBits:   bits("client_max_window_bits"),
	}
}

func (p *peer) OnOpen(conn *gws.Conn) {
	p.conn = conn
	p.Tell(lines.Line{Type: "open"})
}

func (p *peer) OnClose(_ *gws.Conn, err error) {
	var closed *gws.CloseError
	if errors.As(err, &closed) {
		p.Tell(lines.Line{Type: "close", Code: int(closed.Code), Reason: string(closed.Reason)})
		return
	}
	p.Tell(lines.Line{Type: "close", Code: 1006, Reason: err.Error()})
}

func (p *peer) OnPing(conn *gws.Conn, data []byte) {
	p.Octets("ping", data)
	_ = conn.WritePong(data)
}

func (p *peer) OnPong(_ *gws.Conn, data []byte) { p.Octets("pong", data) }

func (p *peer) OnMessage(conn *gws.Conn, message *gws.Message) {
	defer func() { _ = message.Close() }()
	for i := range p.Message(message.Opcode == gws.OpcodeText, message.Bytes()) {
		_ = conn.WriteString(strconv.Itoa(i))
	}
}

func (p *peer) carryOut(c lines.Line) {
	var err error
	switch c.Type {
	case "dial":
		err = p.dial(c)
	case "text":
		err = p.conn.WriteMessage(gws.OpcodeText, c.Payload())
	case "binary":
		err = p.conn.WriteMessage(gws.OpcodeBinary, c.Payload())
	case "ping":
		err = p.conn.WritePing(c.Payload())
	case "close":
		err = p.conn.WriteClose(uint16(c.Code), []byte(c.Reason))
	}
	if err != nil {
		p.Tell(lines.Line{Type: "error", Message: err.Error()})
	}
}

func (p *peer) dial(c lines.Line) error {
	conn, _, err := gws.NewClient(p, &gws.ClientOption{Addr: strings.TrimSuffix(c.URL, "/"), PermessageDeflate: deflate(c)})
	if err == nil {
		go conn.ReadLoop()
	}
	return err
}
