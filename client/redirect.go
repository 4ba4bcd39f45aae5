package client

import (
	"fmt"
	"net/http"
	"net/url"
)

// redirected is where a response sends us, or nil (RFC 9110, section 15.4).
// from is the URL that was asked, and hops how many were before it.
func (ws *WebSocket) redirected(from *url.URL, resp *http.Response, hops int) (*url.URL, error) {
	if resp == nil || ws.opts.MaxRedirects == 0 || !isRedirect(resp.StatusCode) {
		return nil, nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return nil, nil
	}
	refuse := func(format string, args ...any) error {
		return &HandshakeError{StatusCode: resp.StatusCode, Header: resp.Header, Problem: fmt.Sprintf(format, args...)}
	}
	if hops == ws.opts.MaxRedirects {
		return nil, refuse("more than %d redirects, the last one to %s", hops, WithoutUser(location))
	}
	to, err := from.Parse(location)
	if err != nil {
		return nil, refuse("the server redirects to what is no URL: %v", withoutURL(err))
	}
	to.Fragment, to.RawFragment = "", "" // it is a browser's business
	to, _, err = parseURL(to.String())
	if err != nil {
		return nil, refuse("the server redirects to %s: %v", WithoutUser(location), err)
	}
	if from.Scheme == "wss" && to.Scheme == "ws" {
		return nil, refuse("the server redirects from wss to ws, which is not encrypted: %s", to)
	}
	return to, nil
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// header is what is sent to u. Credentials, and a Host of one's own, are for
// the server that they were given for, and for no other that it redirects to.
func (ws *WebSocket) header(u *url.URL) http.Header {
	h := ws.opts.Header.Clone()
	if !sameServer(ws.url, u) {
		for _, name := range []string{"Authorization", "Cookie", "Host"} {
			h.Del(name)
		}
	}
	if login := ws.opts.Login; login != nil && h.Get("Authorization") == "" {
		if name, password, ok := login(u.Hostname()); ok {
			h.Set("Authorization", basicAuth(url.UserPassword(name, password)))
		}
	}
	return h
}

// sameServer: the same host and port, where the step from ws to wss with
// their default ports makes no difference.
func sameServer(a, b *url.URL) bool {
	upgrade := a.Scheme == "ws" && b.Scheme == "wss" && portOf(a) == "80" && portOf(b) == "443"
	return a.Hostname() == b.Hostname() && (portOf(a) == portOf(b) || upgrade)
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if u.Scheme == "wss" {
		return "443"
	}
	return "80"
}
