package client

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"

	"wspipe/client/errno"
)

// dial makes the connection: name lookup, TCP, TLS and opening handshake (RFC 6455,
// section 4.1), following redirects.
func (ws *WebSocket) dial(ctx context.Context) error {
	if ws.opts.Prepare != nil {
		if err := ws.opts.Prepare(ctx, ws.opts.Header); err != nil {
			return err
		}
	}
	if ws.opts.ConnectTimeout > 0 {
		late := &TimeoutError{Op: "connect", URL: ws.URL(), After: ws.opts.ConnectTimeout}
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, ws.opts.ConnectTimeout, late)
		defer stop()
	}
	ws.watch.begun = time.Now()
	target := ws.url
	ws.redirectCookies = cookies{}
	for hops := 0; ; hops++ {
		err := ws.logIn(ctx, target)
		if err == nil {
			return nil
		}
		next, problem := ws.redirected(target, err, hops)
		if problem != nil {
			return problem
		}
		if next == nil {
			return err
		}
		target = *next
		ws.watch.again()
	}
}

// handshake asks one server.
func (ws *WebSocket) handshake(ctx context.Context, target location, l *login) error {
	e := &exchange{ws: ws, target: target, login: l}
	if err := e.agree(ctx); err != nil {
		return err
	}
	header := e.answer.response(false).Header
	ws.compression = e.compression
	ws.attach(e.conn, e.early)
	ws.watch.opened()
	ws.opened = OpenEvent{
		URL:        ws.shown(target),
		HTTP:       e.answer.version(),
		Protocol:   header.Get("Sec-WebSocket-Protocol"),
		Extensions: strings.Join(header.Values("Sec-WebSocket-Extensions"), ", "),
		StatusCode: e.answer.status,
		Header:     header,
	}
	ws.meet()
	return nil
}

// agree does the handshake in the version of HTTP that the options ask for.
func (e *exchange) agree(ctx context.Context) error {
	switch e.ws.opts.HTTP {
	case "2":
		return e.extended(ctx)
	case "auto":
		return e.either(ctx)
	}
	return e.upgrade(ctx)
}

// upgrade does the handshake in HTTP/1.1. The library makes the key and checks the
// answer to it; the rest, and the stream, are ours.
func (e *exchange) upgrade(ctx context.Context) error {
	conn, _, err := websocket.Dial(ctx, "ws://localhost/", &websocket.DialOptions{
		HTTPClient:   &http.Client{Transport: e},
		Subprotocols: e.ws.opts.Protocols,
	})
	if e.err != nil {
		return e.ws.dialError(ctx, e)
	}
	if err != nil {
		_ = e.conn.Close()
		return &HandshakeError{StatusCode: e.answer.status, Header: e.answer.response(false).Header, Problem: libraryProblem(err)}
	}
	_ = conn.CloseNow() // lets the library free its resources
	return nil
}

// dialError distinguishes a connection that wasn't made from a handshake that failed.
func (ws *WebSocket) dialError(ctx context.Context, e *exchange) error {
	var handshake *HandshakeError
	if errors.As(e.err, &handshake) {
		return handshake
	}
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // the system may notice the deadline first
	}
	if cause := context.Cause(ctx); cause != nil {
		return e.late(cause)
	}
	if e.answered && !brokeOff(e.err) {
		return &HandshakeError{Problem: e.err.Error()}
	}
	return &DialError{URL: ws.shown(e.target), Err: e.err}
}

// late adds to the connect timeout how far the exchange got. After a redirect another server
// was connected to than the one that the error names.
func (e *exchange) late(cause error) error {
	var late *TimeoutError
	if !errors.As(cause, &late) || late.Op != "connect" || e.ws.watch.redirects > 0 {
		return cause
	}
	told := *late
	switch {
	case e.answered:
		told.missing = "no whole answer to the handshake"
	case e.secured:
		told.missing = "no answer to the handshake"
	case e.connected:
		told.missing = "no end of the TLS handshake"
	}
	return &told
}

// brokeOff reports whether an answer was cut short, as opposed to making no sense.
func brokeOff(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errno.Is(err, syscall.ECONNRESET) || errors.As(err, &network)
}

func basicAuth(user *url.Userinfo) string {
	password, _ := user.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password))
}
