package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// redirected returns where a server that refused sends us, or nil (RFC 9110, section
// 15.4). from is the location that was asked, and hops the number of redirects before
// it.
func (ws *WebSocket) redirected(from location, refusal error, hops int) (*location, error) {
	var e *HandshakeError
	if ws.opts.MaxRedirects == 0 || !errors.As(refusal, &e) || !isRedirect(e.StatusCode) {
		return nil, nil
	}
	reference := e.Header.Get("Location")
	if reference == "" {
		return nil, nil
	}
	refuse := func(format string, args ...any) error {
		return &HandshakeError{StatusCode: e.StatusCode, Header: e.Header, Problem: fmt.Sprintf(format, args...)}
	}
	if hops == ws.opts.MaxRedirects {
		return nil, refuse("more than %d redirects, the last one to %s", hops, WithoutUser(reference))
	}
	to, err := from.resolve(reference)
	if err != nil {
		return nil, refuse("the server redirects to what is no URL for a WebSocket, %s: %v", WithoutUser(reference), err)
	}
	if from.scheme == "wss" && to.scheme == "ws" {
		return nil, refuse("the server redirects from wss to ws, which is not encrypted: %s", to)
	}
	ws.redirectCookies.keep(from, e.Header)
	return &to, nil
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// header returns what is sent to l besides the handshake. Secrets and a custom Host are
// only for the server that they were given for, not for any other that it redirects to.
func (ws *WebSocket) header(l location) http.Header {
	h := ws.opts.Header.Clone()
	if !ws.url.sameServer(l) {
		for name, values := range h {
			if strings.EqualFold(name, "Host") || slices.ContainsFunc(values, func(v string) bool { return ShownHeader(name, v) != v }) {
				delete(h, name)
			}
		}
	}
	if login := ws.opts.Login; login != nil && !ws.opts.Digest && fieldOf(h, "Authorization") == "" {
		if name, password, ok := login(l.name()); ok {
			deleteField(h, "Authorization")
			h.Set("Authorization", basicAuth(url.UserPassword(name, password)))
		}
	}
	ws.addCookies(h, l)
	return h
}

// sameServer reports whether both have the same host, port and scheme.
func (l location) sameServer(other location) bool {
	return l.scheme == other.scheme && l.host == other.host && l.port == other.port
}

// fieldOf returns the first value of a field, however its name is spelled.
func fieldOf(h http.Header, name string) string {
	for key, values := range h {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

func deleteField(h http.Header, name string) {
	for key := range h {
		if strings.EqualFold(key, name) {
			delete(h, key)
		}
	}
}
