package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// route is how one request reaches its server. It is decided where the
// request's URL is known, which after a redirect is another one than the
// WebSocket's, and travels to the dial in the request's context.
type route struct {
	socket string   // the path of a unix socket
	proxy  *url.URL // nil: straight to the host
}

type routeKey struct{}

// routed gives the request its route.
func (ws *WebSocket) routed(req *http.Request) (*http.Request, error) {
	target := webSocketURL(req.URL)
	r := route{socket: ws.socketOf(target)}
	if r.socket == "" && ws.opts.Proxy != nil {
		proxy, err := ws.opts.Proxy(target)
		if err != nil {
			return nil, err
		}
		if r.proxy, err = checkProxy(proxy); err != nil {
			return nil, err
		}
	}
	if r.proxy != nil && ws.opts.Trace.Proxy != nil {
		ws.opts.Trace.Proxy(proxyName(r.proxy))
	}
	return req.WithContext(context.WithValue(req.Context(), routeKey{}, r)), nil
}

// webSocketURL undoes what the library does to the scheme.
func webSocketURL(u *url.URL) *url.URL {
	target := *u
	switch u.Scheme {
	case "http":
		target.Scheme = "ws"
	case "https":
		target.Scheme = "wss"
	}
	return &target
}

// tlsFor is Options.TLS; the zone of an IPv6 literal, of which no certificate
// knows, is left out of the name that is checked.
func (ws *WebSocket) tlsFor(u *url.URL) *tls.Config {
	literal, _, ok := strings.Cut(u.Hostname(), "%")
	if !ok || ws.opts.TLS != nil && ws.opts.TLS.ServerName != "" {
		return ws.opts.TLS
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if ws.opts.TLS != nil {
		config = ws.opts.TLS.Clone()
	}
	config.ServerName = literal
	return config
}

// dialNetwork connects to address, host and port, on the route that ctx holds.
func (ws *WebSocket) dialNetwork(ctx context.Context, _, address string) (net.Conn, error) {
	d := dialer{
		network:   ws.opts.Network,
		resolve:   ws.opts.Resolve,
		tls:       ws.opts.TLS,
		userAgent: ws.opts.Header.Get("User-Agent"),
	}
	r := ctx.Value(routeKey{}).(route)
	switch {
	case r.socket != "":
		return (&net.Dialer{}).DialContext(ctx, "unix", r.socket)
	case r.proxy != nil:
		return d.dialThrough(ctx, r.proxy, address)
	}
	return d.dial(ctx, address)
}

// dialer makes connections: lookup.go finds addresses, race.go tries them,
// proxy.go goes through proxies.
type dialer struct {
	network   string
	resolve   map[string][]netip.Addr
	tls       *tls.Config
	userAgent string
}

// dial connects straight to host and port.
func (d dialer) dial(ctx context.Context, address string) (net.Conn, error) {
	addrs, err := d.lookup(ctx, address)
	if err != nil {
		return nil, err
	}
	r := race{
		delay: attemptDelay,
		dial: func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", addr.String())
		},
	}
	return r.run(ctx, addrs)
}

// during runs talk, which reads and writes conn, and breaks it off when ctx
// ends. conn is closed unless talk succeeds.
func during(ctx context.Context, conn net.Conn, talk func() error) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err := talk()
	if !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		conn.Close()
	}
	return err
}
