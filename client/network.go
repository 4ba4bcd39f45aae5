package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"time"

	"wspipe/client/records"
)

// tlsFor returns Options.TLS with the name to check the certificate for, and with the
// protocols that we speak (RFC 7301): without them, a server that also speaks HTTP/2
// may assume that.
func (ws *WebSocket) tlsFor(l location, protocols []string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if ws.opts.TLS != nil {
		config = ws.opts.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = l.name()
	}
	if config.NextProtos == nil {
		config.NextProtos = protocols
	}
	return config
}

// secure starts TLS on conn, and closes conn if that fails.
func secure(ctx context.Context, conn net.Conn, config *tls.Config) (net.Conn, error) {
	secured := tls.Client(records.New(conn, inboundSize), config)
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

// route is the way to one server.
type route struct {
	socket string   // the path of a unix socket
	proxy  *url.URL // nil to connect directly
}

// routeTo returns the route to a location, which after a redirect isn't the WebSocket's
// own.
func (ws *WebSocket) routeTo(target location) (route, error) {
	r := route{socket: ws.socketOf(target)}
	if r.socket != "" || ws.opts.Proxy == nil {
		return r, nil
	}
	proxy, err := ws.opts.Proxy(target.url())
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

// dialNetwork connects to a server.
func (ws *WebSocket) dialNetwork(ctx context.Context, target location) (net.Conn, error) {
	r, err := ws.routeTo(target)
	if err != nil {
		return nil, err
	}
	d := dialer{
		network:   ws.opts.Network,
		resolve:   ws.opts.Resolve,
		tls:       ws.opts.TLS,
		userAgent: fieldOf(ws.opts.Header, "User-Agent"),
		watch:     &ws.watch,
	}
	address := ws.addressOf(target)
	switch {
	case r.socket != "":
		return d.dialSocket(ctx, r.socket)
	case r.proxy != nil:
		return d.dialThrough(ctx, r.proxy, address)
	}
	return d.dial(ctx, address)
}

// addressOf returns the address to connect to.
func (ws *WebSocket) addressOf(target location) string {
	address := target.address()
	if ws.opts.ConnectTo == nil {
		return address
	}
	host, port, _ := net.SplitHostPort(address)
	return net.JoinHostPort(ws.opts.ConnectTo(host, port))
}

// dialer makes connections: lookup.go finds addresses, race.go tries them, proxy.go
// goes through proxies.
type dialer struct {
	network   string
	resolve   map[string][]netip.Addr
	tls       *tls.Config
	userAgent string
	watch     *stopwatch
}

func (d dialer) dialSocket(ctx context.Context, path string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if err == nil {
		d.watch.connected(conn)
	}
	return conn, err
}

// dial connects directly to host and port.
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
	conn, err := r.run(ctx, addrs)
	if err == nil {
		d.watch.connected(conn)
	}
	return conn, err
}

// during runs talk, which reads and writes conn, and interrupts it when ctx ends. conn
// is closed unless talk succeeds.
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
