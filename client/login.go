package client

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// login answers the challenges of one server. Its requests use the same connection as
// long as that stays open.
type login struct {
	user          *url.Userinfo // nil if there is nothing to answer with
	authorization string        // of the next request; empty if nobody asked for one
	conn          net.Conn      // the one for the next request; nil means a new one
	again         bool          // another request is to follow
	answers       int
}

// maxAnswers allows for a nonce that has expired by the time it comes back.
const maxAnswers = 2

// logIn asks one server for a WebSocket, and answers its challenges as long as they
// make sense.
func (ws *WebSocket) logIn(ctx context.Context, target location) error {
	l := &login{user: ws.userFor(target)}
	defer l.release()
	for {
		kept := l.conn != nil
		l.again = false
		err := ws.handshake(ctx, target, l)
		if gone := kept && ctx.Err() == nil && errors.As(err, new(*DialError)); !gone && !l.again {
			return err
		}
	}
}

// userFor returns the user to answer a server's challenges with.
func (ws *WebSocket) userFor(l location) *url.Userinfo {
	switch {
	case !ws.opts.Digest || fieldOf(ws.header(l), "Authorization") != "":
	case ws.opts.User != nil && ws.url.sameServer(l):
		return ws.opts.User
	case ws.opts.Login != nil:
		if name, password, ok := ws.opts.Login(l.name()); ok {
			return url.UserPassword(name, password)
		}
	}
	return nil
}

// wanted reports whether a refusal is a challenge to be answered: the first one, or one
// that rejects an answer only as stale.
func (l *login) wanted(e *exchange, refusal *HandshakeError) bool {
	if l.user == nil || refusal.StatusCode != http.StatusUnauthorized || l.answers == maxAnswers {
		return false
	}
	d, ok := strongestDigest(refusal.Header.Values("WWW-Authenticate"))
	if !ok || l.answers > 0 && !strings.EqualFold(d.parameters["stale"], "true") {
		return false
	}
	l.answers++
	l.again = true
	method := http.MethodGet
	if e.answer.version() == "2" {
		method = http.MethodConnect
	}
	l.authorization = d.authorization(l.user, method, e.target.target(), newCnonce())
	return true
}

// take returns the connection that was kept, or nil. The caller must close it.
func (l *login) take() net.Conn {
	conn := l.conn
	l.conn = nil
	return conn
}

// release closes a connection that nobody took.
func (l *login) release() {
	if conn := l.take(); conn != nil {
		conn.Close()
	}
}
