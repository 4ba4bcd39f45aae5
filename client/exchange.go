package client

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// maxAnswer limits the header of the server's answer, in bytes.
const maxAnswer = 1 << 20

var errLongAnswer = errors.New("the answer has a header of more than 1 MiB")

// exchange is one opening handshake: a connection, a request, an answer. The library
// uses it in place of an http.Transport, which has a pool, and three goroutines that
// hand a connection on to each other; a single request needs neither.
type exchange struct {
	ws     *WebSocket
	target location
	login  *login
	chosen net.Conn // the connection on which the server chose HTTP/1.1

	err error // why there is no 101
	// How far it got: to the server, through TLS if the URL asks for it, and to the first
	// byte of an answer.
	connected, secured, answered bool
	answer                       answer
	// After a 101: the connection, the bytes that followed the answer, and what was
	// agreed on.
	conn        net.Conn
	early       []byte
	compression *compression
}

// RoundTrip implements http.RoundTripper.
func (e *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	e.err = e.run(req.Context(), req.Header)
	if e.err != nil {
		return nil, e.err
	}
	resp := e.answer.response(false)
	resp.Header.Del("Sec-WebSocket-Extensions") // the library's parser is less strict
	resp.Body = noStream{}
	return resp, nil
}

// run returns nil after a 101 in which nothing is wrong, except perhaps the key.
func (e *exchange) run(ctx context.Context, handshake http.Header) error {
	r := e.request(handshake)
	if err := r.check(); err != nil {
		return err
	}
	conn, err := e.connection(ctx)
	if err != nil {
		return err
	}
	var rest *bufio.Reader
	err = during(ctx, conn, func() (err error) {
		rest, err = e.ask(conn, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := e.settle(conn, rest, http.StatusSwitchingProtocols); err != nil {
		return err
	}
	e.early, _ = rest.Peek(rest.Buffered())
	return nil
}

// settle makes conn the exchange's if the answer has the status that agrees and is
// otherwise valid; if not, it closes conn.
func (e *exchange) settle(conn net.Conn, rest io.Reader, agrees int) error {
	if trace := e.ws.opts.Trace.Response; trace != nil {
		trace(e.answer.response(true))
	}
	if err := e.judge(conn, rest, agrees); err != nil {
		if e.login.conn != conn {
			conn.Close()
		}
		return err
	}
	e.conn = conn
	return nil
}

// judge checks the answer.
func (e *exchange) judge(conn net.Conn, rest io.Reader, agrees int) error {
	refusal := &HandshakeError{StatusCode: e.answer.status, Header: e.answer.response(false).Header}
	if e.answer.status != agrees {
		refusal.Body = e.rejection(conn, rest, e.login.wanted(e, refusal))
		return refusal
	}
	if err := e.ws.verify(e.answer, refusal); err != nil {
		return err
	}
	var err error
	e.compression, refusal.Extension, err = readAnswer(e.ws.offer, refusal.Header.Values("Sec-WebSocket-Extensions"))
	if err != nil {
		refusal.Problem = err.Error()
		return refusal
	}
	return nil
}

const (
	// rejectionTime is how long the body of a rejection may take; the status is already
	// known. If more of the body is wanted than usual, it limits only each pause.
	rejectionTime = 500 * time.Millisecond
	longRejection = 10 * time.Second
)

// rejection returns the start of a rejection's body. If another request is to follow,
// it keeps the connection for that if it can.
func (e *exchange) rejection(conn net.Conn, rest io.Reader, another bool) []byte {
	hangUp := func() { conn.Close() }
	whole, silence := rejectionTime, time.AfterFunc(rejectionTime, hangUp)
	if e.ws.opts.MaxRefusal > defaultMaxRefusal {
		whole = longRejection
	}
	defer time.AfterFunc(whole, hangUp).Stop()
	defer silence.Stop()
	content := e.answer.body(rest)
	body := eachRead{content, func() { silence.Reset(rejectionTime) }}
	read, _ := io.ReadAll(io.LimitReader(body, int64(e.ws.opts.MaxRefusal)))
	if another && e.answer.drain(content, rest) {
		e.login.conn = conn
	}
	return read
}

// eachRead calls told after each read.
type eachRead struct {
	io.Reader
	told func()
}

func (r eachRead) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.told()
	return n, err
}

// connection returns the connection that the server has already chosen HTTP/1.1 on, or
// makes one.
func (e *exchange) connection(ctx context.Context) (net.Conn, error) {
	if e.chosen != nil {
		return e.chosen, nil
	}
	return e.connect(ctx, "http/1.1")
}

// connect makes the connection, with TLS if the URL asks for it, and offers the
// protocols there; or returns the connection that the login kept.
func (e *exchange) connect(ctx context.Context, protocols ...string) (net.Conn, error) {
	if conn := e.login.take(); conn != nil {
		e.connected, e.secured = true, true
		return conn, nil
	}
	conn, err := e.ws.dialNetwork(ctx, e.target)
	e.connected = err == nil
	if err != nil || e.target.scheme != "wss" {
		e.secured = e.connected
		return conn, err
	}
	secured, err := secure(ctx, conn, e.ws.tlsFor(e.target, protocols))
	if err == nil {
		e.secured = true
		e.ws.watch.secured()
	}
	return secured, err
}

// ask sends the request and reads the answer's header. What follows the header stays in
// the reader.
func (e *exchange) ask(conn net.Conn, r request) (*bufio.Reader, error) {
	if trace := e.ws.opts.Trace.Request; trace != nil {
		trace(r.forTrace(e.target))
	}
	// A server may have answered and closed the connection before reading everything.
	_, unwritten := conn.Write(r.bytes(e.target))
	limited := &io.LimitedReader{R: conn, N: maxAnswer}
	rest := bufio.NewReader(limited)
	if _, err := rest.Peek(1); err != nil {
		return nil, cmp.Or(unwritten, err)
	}
	e.answered = true
	e.ws.watch.answered()
	var err error
	e.answer, err = readAnswers(rest)
	if err != nil && limited.N == 0 {
		err = errLongAnswer
	}
	limited.N += int64(e.ws.opts.MaxRefusal)
	return rest, err
}

// noStream is what the library gets as its connection.
type noStream struct{}

func (noStream) Read([]byte) (int, error)    { return 0, io.EOF }
func (noStream) Write(p []byte) (int, error) { return len(p), nil }
func (noStream) Close() error                { return nil }

// resume returns conn starting at the first byte not yet used.
func resume(conn net.Conn, r *bufio.Reader) net.Conn {
	if r.Buffered() == 0 {
		return conn
	}
	rest, _ := r.Peek(r.Buffered())
	return &resumedConn{conn, io.MultiReader(bytes.NewReader(rest), conn)}
}

// resumedConn returns what was read ahead before reading on.
type resumedConn struct {
	net.Conn
	r io.Reader
}

func (c *resumedConn) Read(b []byte) (int, error) { return c.r.Read(b) }
