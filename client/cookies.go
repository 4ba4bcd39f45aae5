package client

import (
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
)

// cookies holds the cookies that redirects set (RFC 6265), by the scheme, host and port
// of the server that set them; no other server gets them.
type cookies map[string]*cookiejar.Jar

// keep stores the cookies that a server's answer sets.
func (c cookies) keep(from location, answer http.Header) {
	set := (&http.Response{Header: answer}).Cookies()
	if len(set) == 0 {
		return
	}
	jar := c[from.origin()]
	if jar == nil {
		jar, _ = cookiejar.New(nil) // never fails
		c[from.origin()] = jar
	}
	jar.SetCookies(from.pageURL(), set)
}

func (c cookies) of(l location) []*http.Cookie {
	if jar := c[l.origin()]; jar != nil {
		return jar.Cookies(l.pageURL())
	}
	return nil
}

// pageURL returns l with the scheme that cookies go by: some are only for TLS or for
// this machine.
func (l location) pageURL() *url.URL {
	u := l.url()
	u.Scheme = "http"
	addr, _ := netip.ParseAddr(l.host)
	if l.scheme == "wss" || l.host == "localhost" || addr.IsLoopback() {
		u.Scheme = "https"
	}
	return u
}

// addCookies puts all cookies for l into one field.
func (ws *WebSocket) addCookies(h http.Header, l location) {
	set := ws.redirectCookies.of(l)
	if ws.opts.Cookies != nil {
		set = append(ws.opts.Cookies(l.pageURL()), set...)
	}
	if len(set) == 0 {
		return
	}
	name, all := "Cookie", ""
	for key, values := range h {
		if strings.EqualFold(key, name) {
			name, all = key, strings.Join(values, "; ")
		}
	}
	for _, c := range set {
		all = withCookie(all, c)
	}
	h[name] = []string{all}
}

// withCookie replaces the cookie of the same name, or adds c.
func withCookie(all string, c *http.Cookie) string {
	pair := c.Name + "=" + c.Value
	if c.Quoted {
		pair = c.Name + `="` + c.Value + `"`
	}
	if all == "" {
		return pair
	}
	pairs := strings.Split(all, ";")
	for i, other := range pairs {
		trimmed := strings.TrimLeft(other, " ")
		if name, _, _ := strings.Cut(trimmed, "="); name == c.Name {
			pairs[i] = other[:len(other)-len(trimmed)] + pair
			return strings.Join(pairs, ";")
		}
	}
	return all + "; " + pair
}
