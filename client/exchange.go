package client

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"golang.org/x/net/http/httpguts"
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
	target *url.URL
	// answered: the first byte of an answer came.
	answered bool
	// location is kept from http.Client, which knows nothing of ws and fails
	// where it can't be parsed, showing it.
	location []string
	// What a 101 left: the connection, what came behind the answer, and the
	// extensions that are used on it.
	conn        net.Conn
	early       []byte
	extensions  []string
	compression *compression
}

// RoundTrip implements http.RoundTripper.
func (e *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := checkHeader(req.Header); err != nil {
		return nil, err
	}
	offer := e.offer(req.Header)
	conn, err := e.connect(req.Context())
	if err != nil {
		return nil, err
	}
	var resp *http.Response
	var rest *bufio.Reader
	err = during(req.Context(), conn, func() (err error) {
		resp, rest, err = e.ask(conn, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	if trace := e.ws.opts.Trace.Response; trace != nil {
		trace(resp)
	}
	e.location = resp.Header["Location"]
	resp.Header.Del("Location")
	if resp.StatusCode == http.StatusSwitchingProtocols {
		e.early, _ = rest.Peek(rest.Buffered())
		return e.switched(conn, resp, offer)
	}
	resp.Body = &hastyBody{resp.Body, conn, time.AfterFunc(rejectionTime, func() { conn.Close() })}
	return resp, nil
}

// offer adds what is offered of compression; nil where it isn't.
func (e *exchange) offer(header http.Header) *deflate {
	if !e.ws.opts.Compression {
		return nil
	}
	offer := browserOffer()
	header.Set("Sec-WebSocket-Extensions", offer.String())
	return &offer
}

// switched reads what the server agreed to. The library, which reads it less
// strictly, sees nothing of it, and gets a stream that has nothing.
func (e *exchange) switched(conn net.Conn, resp *http.Response, offer *deflate) (*http.Response, error) {
	e.conn = conn
	e.extensions = resp.Header.Values("Sec-WebSocket-Extensions")
	compression, _, err := readAnswer(offer, e.extensions)
	if err != nil {
		e.close()
		return nil, &HandshakeError{StatusCode: resp.StatusCode, Header: resp.Header, Problem: err.Error()}
	}
	e.compression = compression
	resp.Header.Del("Sec-WebSocket-Extensions")
	resp.Body = noStream{}
	return resp, nil
}

// close ends the connection of a 101 that came to nothing.
func (e *exchange) close() {
	if e.conn != nil {
		_ = e.conn.Close()
	}
}

// noStream is what the library gets for a connection.
type noStream struct{}

func (noStream) Read([]byte) (int, error)    { return 0, io.EOF }
func (noStream) Write(p []byte) (int, error) { return len(p), nil }
func (noStream) Close() error                { return nil }

// checkHeader wants names and values that a request can have (RFC 9110, section 5.5).
func checkHeader(h http.Header) error {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("invalid header field name %q", name)
		}
		if slices.ContainsFunc(values, isNoHeaderValue) {
			return fmt.Errorf("invalid value of the header field %s", name)
		}
	}
	return nil
}

func isNoHeaderValue(value string) bool { return !httpguts.ValidHeaderFieldValue(value) }

// connect makes the connection, with TLS where the URL has it.
func (e *exchange) connect(ctx context.Context) (net.Conn, error) {
	conn, err := e.ws.dialNetwork(ctx, e.target)
	if err != nil || e.target.Scheme != "wss" {
		return conn, err
	}
	return secure(ctx, conn, e.ws.tlsFor(e.target))
}

// ask sends the request and reads the answer's header. What follows it is
// left in the reader.
func (e *exchange) ask(conn net.Conn, req *http.Request) (*http.Response, *bufio.Reader, error) {
	if trace := e.ws.opts.Trace.Request; trace != nil {
		trace(req)
	}
	// A server may have answered and ended the connection before it had read all.
	unwritten := req.Write(conn)
	limited := &io.LimitedReader{R: conn, N: maxAnswer}
	r := bufio.NewReader(limited)
	if _, err := r.Peek(1); err != nil {
		return nil, nil, cmp.Or(unwritten, err)
	}
	e.answered = true
	resp, err := finalResponse(r, req)
	if err != nil && limited.N == 0 {
		err = errLongAnswer
	}
	return resp, r, err
}

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

// rejectionTime is how long the body of a rejection may take: the status is
// known already.
const rejectionTime = 500 * time.Millisecond

// hastyBody is a rejection's, and the last that is read of the connection.
type hastyBody struct {
	io.Reader
	conn  net.Conn
	timer *time.Timer
}

func (b *hastyBody) Close() error {
	b.timer.Stop()
	return b.conn.Close()
}
