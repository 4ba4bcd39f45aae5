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

// maxAnswer is the limit for the header of the server's answer, in bytes.
const maxAnswer = 1 << 20

var errLongAnswer = errors.New("the answer has a header of more than 1 MiB")

// exchange is one opening handshake: a connection, a request, an answer. It
// stands where the library expects an http.Transport. That has a pool, and
// three goroutines that hand a connection on to each other; neither is of use
// to the only request there is.
type exchange struct {
	ws     *WebSocket
	target location
	login  *login
	chosen net.Conn // on which the server chose HTTP/1.1

	err      error // why there is no 101
	answered bool  // the first byte of an answer came
	answer   answer
	// With a 101: the connection, what came behind the answer, and what was agreed on.
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
	resp.Header.Del("Sec-WebSocket-Extensions") // which the library reads less strictly
	resp.Body = noStream{}
	return resp, nil
}

// run returns nil after a 101 with which nothing is wrong but, perhaps, the key.
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

// settle makes conn the exchange's if the answer has the status that agrees
// and is right otherwise, and closes it if not.
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

// judge looks at the answer.
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
	// rejectionTime is how long the body of a rejection may take: the status is
	// known already. A longer body than the usual one may stop so long.
	rejectionTime = 500 * time.Millisecond
	longRejection = 10 * time.Second
)

// rejection is the beginning of a rejection's body. Where another request is to
// follow, the connection is kept for it if it can be.
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

// eachRead tells of what it reads.
type eachRead struct {
	io.Reader
	told func()
}

func (r eachRead) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.told()
	return n, err
}

// connection is there already where the server was free to choose HTTP/2.
func (e *exchange) connection(ctx context.Context) (net.Conn, error) {
	if e.chosen != nil {
		return e.chosen, nil
	}
	return e.connect(ctx, "http/1.1")
}

// connect makes the connection, with TLS where the URL has it, and offers the
// protocols there; or takes the one that the login has kept.
func (e *exchange) connect(ctx context.Context, protocols ...string) (net.Conn, error) {
	if conn := e.login.take(); conn != nil {
		return conn, nil
	}
	conn, err := e.ws.dialNetwork(ctx, e.target)
	if err != nil || e.target.scheme != "wss" {
		return conn, err
	}
	secured, err := secure(ctx, conn, e.ws.tlsFor(e.target, protocols))
	if err == nil {
		e.ws.watch.secured()
	}
	return secured, err
}

// ask sends the request and reads the answer's header. What follows it is
// left in the reader.
func (e *exchange) ask(conn net.Conn, r request) (*bufio.Reader, error) {
	if trace := e.ws.opts.Trace.Request; trace != nil {
		trace(r.forTrace(e.target))
	}
	// A server may have answered and ended the connection before it had read all.
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

// noStream is what the library gets for a connection.
type noStream struct{}

func (noStream) Read([]byte) (int, error)    { return 0, io.EOF }
func (noStream) Write(p []byte) (int, error) { return len(p), nil }
func (noStream) Close() error                { return nil }

// resume is conn from the first byte on that was not used yet.
func resume(conn net.Conn, r *bufio.Reader) net.Conn {
	if r.Buffered() == 0 {
		return conn
	}
	rest, _ := r.Peek(r.Buffered())
	return &resumedConn{conn, io.MultiReader(bytes.NewReader(rest), conn)}
}

// resumedConn reads again what was read ahead.
type resumedConn struct {
	net.Conn
	r io.Reader
}

func (c *resumedConn) Read(b []byte) (int, error) { return c.r.Read(b) }
