package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"wspipe/client/tunnel"
)

// CheckHTTP returns what is wrong with a value for Options.HTTP, or nil.
func CheckHTTP(version string) error {
	switch version {
	case "", "1.1", "2", "auto":
		return nil
	}
	return fmt.Errorf("%q is not 1.1, 2 or auto", version)
}

// extended does the handshake in HTTP/2 (RFC 8441, section 5): there is no key, and 200
// means agreement.
func (e *exchange) extended(ctx context.Context) error {
	r := e.request(e.ws.extendedHeader())
	conn, err := e.connectEither(ctx, r)
	if err == nil {
		err = e.runExtended(ctx, conn, r)
	}
	return e.dialError(ctx, err)
}

// either does the handshake in HTTP/2 if TLS agrees on that and the server takes
// WebSockets there; otherwise in HTTP/1.1, over a second connection if need be.
func (e *exchange) either(ctx context.Context) error {
	if e.target.scheme != "wss" {
		return e.upgrade(ctx)
	}
	r := e.request(e.ws.extendedHeader())
	conn, err := e.connectEither(ctx, r)
	if err != nil {
		return e.dialError(ctx, err)
	}
	if choseHTTP2(conn) != nil {
		e.chosen = conn
		return e.upgrade(ctx)
	}
	err = e.runExtended(ctx, conn, r)
	var reset *tunnel.ResetError
	if errors.Is(err, tunnel.ErrNoWebSockets) || errors.As(err, &reset) && reset.Code == http2.ErrCodeHTTP11Required {
		*e = exchange{ws: e.ws, target: e.target, login: e.login}
		return e.upgrade(ctx)
	}
	return e.dialError(ctx, err)
}

// connectEither offers what a browser does, and leaves the choice to the server.
func (e *exchange) connectEither(ctx context.Context, r request) (net.Conn, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	return e.connect(ctx, http2.NextProtoTLS, "http/1.1")
}

func (e *exchange) dialError(ctx context.Context, err error) error {
	if e.err = err; err != nil {
		return e.ws.dialError(ctx, e)
	}
	return nil
}

func (e *exchange) runExtended(ctx context.Context, conn net.Conn, r request) error {
	var stream *tunnel.Conn
	err := during(ctx, conn, func() (err error) {
		if err = choseHTTP2(conn); err == nil {
			stream, err = tunnel.Open(conn, e.ws.guarded)
		}
		if err != nil {
			return e.speaks(err)
		}
		return e.askExtended(stream, r)
	})
	if err != nil {
		return err
	}
	return e.settle(stream, stream, http.StatusOK)
}

// extendedHeader returns the fields that the library adds in HTTP/1.1, as far as they
// apply to HTTP/2.
func (ws *WebSocket) extendedHeader() http.Header {
	h := http.Header{}
	h.Set("Sec-WebSocket-Version", "13")
	if len(ws.opts.Protocols) > 0 {
		h.Set("Sec-WebSocket-Protocol", strings.Join(ws.opts.Protocols, ","))
	}
	return h
}

// choseHTTP2 checks what was agreed on in TLS (RFC 7301); without TLS there is nothing
// to agree on.
func choseHTTP2(conn net.Conn) error {
	secured, ok := conn.(*tls.Conn)
	if !ok {
		return nil
	}
	switch chosen := secured.ConnectionState().NegotiatedProtocol; chosen {
	case http2.NextProtoTLS:
		return nil
	case "":
		return &HandshakeError{Problem: "the server doesn't say that it speaks HTTP/2 (it takes no part in ALPN)"}
	default:
		return &HandshakeError{Problem: fmt.Sprintf("the server speaks %s, not HTTP/2", chosen)}
	}
}

// speaks distinguishes a server that speaks another protocol from one that says
// nothing.
func (e *exchange) speaks(err error) error {
	var other *tunnel.NotHTTP2Error
	e.answered = e.answered || errors.As(err, &other) || errors.Is(err, tunnel.ErrNoWebSockets)
	return err
}

// askExtended sends the request and waits for the answer's header.
func (e *exchange) askExtended(stream *tunnel.Conn, r request) error {
	if trace := e.ws.opts.Trace.Request; trace != nil {
		trace(r.extendedForTrace(e.target))
	}
	e.answered = true // its settings have arrived
	got, err := stream.Connect(r.extended(e.target))
	if err != nil {
		return err
	}
	e.ws.watch.answered()
	e.answer = answer{proto: "HTTP/2.0", status: got.Status}
	for _, f := range got.Fields {
		e.answer.fields = append(e.answer.fields, field{f.Name, f.Value})
	}
	return nil
}

// extended returns the request in HTTP/2, without the fields that concern the
// connection (RFC 9113, section 8.2.2).
func (r request) extended(l location) []hpack.HeaderField {
	fields := []hpack.HeaderField{
		{Name: ":method", Value: http.MethodConnect},
		{Name: ":protocol", Value: "websocket"},
		{Name: ":scheme", Value: strings.Replace(l.scheme, "ws", "http", 1)},
		{Name: ":path", Value: l.target()},
		{Name: ":authority", Value: r[0].value},
	}
	for _, f := range r[1:] {
		switch name := strings.ToLower(f.name); name {
		case "keep-alive", "proxy-connection", "te", "http2-settings":
		default:
			fields = append(fields, hpack.HeaderField{Name: name, Value: f.value, Sensitive: ShownHeader(name, f.value) != f.value})
		}
	}
	return fields
}

// extendedForTrace returns the extended request as net/http's type.
func (r request) extendedForTrace(l location) *http.Request {
	req := &http.Request{
		Method: http.MethodConnect, URL: l.url(), RequestURI: l.target(), Host: r[0].value,
		Proto: "HTTP/2.0", ProtoMajor: 2, Header: http.Header{},
	}
	for _, f := range r.extended(l) {
		switch f.Name {
		case ":method", ":path", ":authority":
		default:
			req.Header[f.Name] = append(req.Header[f.Name], f.Value)
		}
	}
	return req
}
