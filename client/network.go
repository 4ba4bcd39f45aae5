package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// tlsFor is Options.TLS with the name that the certificate is checked for. The
// zone of an IPv6 literal, of which no certificate knows, is left out of it.
func (ws *WebSocket) tlsFor(u *url.URL) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if ws.opts.TLS != nil {
		config = ws.opts.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = strings.Cut(u.Hostname(), "%")
	}
	return config
}

// secure begins TLS. conn is closed unless that succeeds.
func secure(ctx context.Context, conn net.Conn, config *tls.Config) (net.Conn, error) {
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

// route is how one server is reached.
type route struct {
	socket string   // the path of a unix socket
	proxy  *url.URL // nil: straight to the host
}

// routeTo finds the route for a URL, which after a redirect is another one
// than the WebSocket's.
func (ws *WebSocket) routeTo(target *url.URL) (route, error) {
	r := route{socket: ws.socketOf(target)}
	if r.socket != "" || ws.opts.Proxy == nil {
		return r, nil
	}
	proxy, err := ws.opts.Proxy(target)
	if err != nil {
		return r, err
	}
	if r.proxy, err = checkProxy(proxy); err != nil {
		return r, err
	}
	if r.proxy != nil && ws.opts.Trace.Proxy != nil {
		ws.opts.Trace.Proxy(proxyName(r.proxy))
	}
	return r, nil
}

// dialNetwork connects to the server of a URL.
func (ws *WebSocket) dialNetwork(ctx context.Context, target *url.URL) (net.Conn, error) {
	r, err := ws.routeTo(target)
	if err != nil {
		return nil, err
	}
	d := dialer{
		network:   ws.opts.Network,
		resolve:   ws.opts.Resolve,
		tls:       ws.opts.TLS,
		userAgent: ws.opts.Header.Get("User-Agent"),
	}
	address := net.JoinHostPort(target.Hostname(), portOf(target))
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
