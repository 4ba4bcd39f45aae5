package client

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// login answers the challenges of one server. Its requests go over the same
// connection where that stays open.
type login struct {
	user          *url.Userinfo // nil: there is nothing to answer with
	authorization string        // of the next request; empty: nobody asked for one
	conn          net.Conn      // that it is to go over; nil: a new one
	again         bool          // there is to be another request
	answers       int
}

// maxAnswers is for a nonce that is too old by the time that it comes back.
const maxAnswers = 2

// logIn asks one server for a WebSocket, as often as its challenges make sense.
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

// userFor is who answers the challenges of a server.
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

// wanted tells whether a refusal is a challenge to be answered: the first, or one
// to an answer with which nothing was wrong but its age.
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

// take is the connection that was kept, if one was. Whoever takes it closes it.
func (l *login) take() net.Conn {
	conn := l.conn
	l.conn = nil
	return conn
}

// release closes what nobody took.
func (l *login) release() {
	if conn := l.take(); conn != nil {
		conn.Close()
	}
}
