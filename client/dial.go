package client

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// dial makes the connection: name lookup, TCP, TLS, opening handshake
// (RFC 6455, section 4.1), where the server says so at another place.
func (ws *WebSocket) dial(ctx context.Context) error {
	if ws.opts.ConnectTimeout > 0 {
		late := &TimeoutError{Op: "connect", URL: ws.URL(), After: ws.opts.ConnectTimeout}
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, ws.opts.ConnectTimeout, late)
		defer stop()
	}
	target := ws.url
	for hops := 0; ; hops++ {
		resp, err := ws.handshake(ctx, target)
		if err == nil {
			return nil
		}
		next, problem := ws.redirected(target, resp, hops)
		if problem != nil {
			return problem
		}
		if next == nil {
			return err
		}
		target = next
	}
}

// handshake asks one server. The response may be there with an error, too.
// The library looks at what is said; the stream stays ours.
func (ws *WebSocket) handshake(ctx context.Context, target *url.URL) (*http.Response, error) {
	e := &exchange{ws: ws, target: target}
	conn, resp, err := websocket.Dial(ctx, target.String(), ws.dialOptions(target, e))
	if resp != nil && e.location != nil {
		resp.Header["Location"] = e.location
	}
	if resp != nil && len(e.extensions) > 0 {
		resp.Header["Sec-Websocket-Extensions"] = e.extensions
	}
	if err != nil {
		e.close()
		return resp, ws.dialError(ctx, target, resp, e.answered, err)
	}
	_ = conn.CloseNow() // so that the library lets go what it has made
	if problem := ws.checkProtocol(resp); problem != "" {
		e.close()
		return resp, &HandshakeError{StatusCode: resp.StatusCode, Header: resp.Header, Problem: problem}
	}
	ws.compression = e.compression
	ws.attach(e.conn, e.early)
	ws.opened = OpenEvent{
		URL:        ws.shown(target),
		Protocol:   conn.Subprotocol(),
		Extensions: strings.Join(e.extensions, ", "),
		StatusCode: resp.StatusCode,
		Header:     resp.Header,
	}
	return resp, nil
}

func (ws *WebSocket) dialOptions(target *url.URL, e *exchange) *websocket.DialOptions {
	header := ws.header(target)
	o := &websocket.DialOptions{
		HTTPClient:   &http.Client{Transport: e},
		HTTPHeader:   header,
		Host:         header.Get("Host"),
		Subprotocols: ws.opts.Protocols,
	}
	header.Del("Host")
	return o
}

// checkProtocol does what the library leaves out: names differ by case, and
// a server that chooses none of those offered has not agreed (WHATWG
// WebSockets, section 2.2).
func (ws *WebSocket) checkProtocol(resp *http.Response) string {
	if len(ws.opts.Protocols) == 0 {
		return ""
	}
	offered := strings.Join(ws.opts.Protocols, ", ")
	chosen := resp.Header.Get("Sec-Websocket-Protocol")
	if chosen == "" {
		return "the server agreed to no subprotocol (offered: " + offered + ")"
	}
	if !slices.Contains(ws.opts.Protocols, chosen) {
		return "the server chose the subprotocol " + chosen + " (offered: " + offered + ")"
	}
	return ""
}

// dialError tells no connection from a handshake that failed.
func (ws *WebSocket) dialError(ctx context.Context, target *url.URL, resp *http.Response, answered bool, err error) error {
	if resp != nil {
		return ws.handshakeError(resp, err)
	}
	var handshake *HandshakeError
	if errors.As(err, &handshake) {
		return handshake
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		if request, ok := inner.(*url.Error); ok { //nolint:errorlint // its cause is wanted
			err = request.Err
			break
		}
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // the system may notice the deadline first
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if errors.Is(err, errLongAnswer) {
		return &HandshakeError{Problem: err.Error()}
	}
	if answered && !brokeOff(err) {
		return &HandshakeError{Problem: "the answer is not HTTP: " + err.Error()}
	}
	return &DialError{URL: ws.shown(target), Err: err}
}

func (ws *WebSocket) handshakeError(resp *http.Response, err error) error {
	e := &HandshakeError{StatusCode: resp.StatusCode, Header: resp.Header}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		e.Problem = libraryProblem(err)
		return e
	}
	if resp.Body != nil {
		e.Body, _ = io.ReadAll(resp.Body) // the library has cut it to 1 KiB
	}
	return e
}

// brokeOff tells an answer cut short from one that made no sense.
func brokeOff(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.As(err, &network)
}

func basicAuth(user *url.Userinfo) string {
	password, _ := user.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password))
}
