package client

import (
	"crypto/tls"
	"net"
	"time"

	"wspipe/client/records"
	"wspipe/client/tunnel"
)

// attach sets up both directions over conn after the handshake. early is what has
// already arrived after the answer.
func (ws *WebSocket) attach(conn net.Conn, early []byte) {
	in, out := inboundSize, outboundSize
	if ws.served != nil {
		in, out = acceptedSize, acceptedSize
	}
	ws.conn = conn
	ws.in.src = conn
	ws.in.ahead = ahead(conn)
	if below, ok := ws.in.ahead.(*records.Conn); ok {
		below.OnWait = ws.in.paused
	}
	ws.in.begun = time.Now()
	ws.in.buf = make([]byte, max(in, len(early)))
	ws.in.w = copy(ws.in.buf, early)
	ws.in.peer = ws.peer()
	ws.in.wantMasked = ws.served != nil
	ws.in.compressed = ws.compression != nil
	ws.in.control = ws.controlFrame
	ws.in.idle = func() {
		if ws.OnIdle != nil {
			ws.OnIdle()
		}
	}
	ws.in.heard = &ws.out.heard
	ws.in.trace = ws.opts.Trace.Frame
	ws.out.init(conn, out, ws.opts.Trace.Frame)
	ws.out.unmasked = ws.served != nil
	ws.out.piece = ws.opts.Trace.Piece
	if ws.compression != nil {
		ws.out.deflated = true
		ws.deflater = &deflater{out: &ws.out, compression: *ws.compression, holds: ws.opts.Trace.holds}
	}
}

// meet fills in what the open event says about the connection.
func (ws *WebSocket) meet() {
	ws.opened.Address = ws.conn.RemoteAddr().String()
	ws.opened.Timings = ws.watch.Timings
	if secured, ok := below(ws.conn).(*tls.Conn); ok {
		state := secured.ConnectionState()
		ws.opened.TLS = &state
	}
}

// ahead returns what reads ahead of conn, or is conn; nil if nothing does.
func ahead(conn net.Conn) readsAhead {
	for {
		if reader, ok := conn.(readsAhead); ok {
			return reader
		}
		over, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = over.NetConn()
	}
}

// below returns the connection under an HTTP/2 stream, or conn itself.
func below(conn net.Conn) net.Conn {
	if stream, ok := conn.(*tunnel.Conn); ok {
		return stream.NetConn()
	}
	return conn
}
