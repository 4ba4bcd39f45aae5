package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// ProxyError reports that the connection failed at the proxy. It is wrapped in a
// *DialError.
type ProxyError struct {
	Proxy string // scheme, host and port; never credentials
	// Refused means that the proxy answered and said no.
	Refused bool
	// StatusCode is the status of the answer to CONNECT (RFC 9110, section 9.3.6), if
	// it wasn't 2xx; 0 with SOCKS.
	StatusCode int
	Header     http.Header // of that answer
	// LoginWanted means that the proxy refused because it was given no name and
	// password.
	LoginWanted bool
	Err         error
}

func (e *ProxyError) Error() string {
	if e.Refused {
		return "the proxy " + e.Proxy + " refused: " + e.Err.Error()
	}
	return "the proxy " + e.Proxy + ": " + e.Err.Error()
}

func (e *ProxyError) Unwrap() error { return e.Err }

// ParseProxy parses the URL of a proxy for Options.Proxy. The scheme is http, https,
// socks5, socks or socks4 (names are looked up here), or socks5h or socks4a (the proxy
// looks names up). User info logs in; SOCKS4 uses only its name. The default scheme is
// http, and the default port is, as in curl, 443 for https and 1080 for the others. An
// error wraps ErrSyntax and never shows a password.
func ParseProxy(raw string) (*url.URL, error) {
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(escapeZone(raw))
	switch {
	case err != nil && strings.Contains(raw, "@"):
		// net/url's error might show part of a password.
		err = errors.New("it can't be read; in a name or a password, characters such as / ? # @ % are written %2F %3F %23 %40 %25")
	case err != nil:
		err = withoutURL(err)
	case strings.Contains(u.Path+u.RawQuery+u.Fragment, "@"):
		err = errors.New("there is an @ after the host; in a name or a password, / ? # are written %2F %3F %23")
	default:
		u, err = checkProxy(u)
	}
	if err != nil && !errors.Is(err, ErrSyntax) {
		err = fmt.Errorf("%w in the proxy's URL: %w", ErrSyntax, err)
	}
	return u, err
}

// checkProxy returns a copy of u with its port, and with its host in ASCII; nil for
// nil.
func checkProxy(u *url.URL) (*url.URL, error) {
	if u == nil {
		return nil, nil
	}
	host, err := asciiHost(u.Hostname())
	port := u.Port()
	if port == "" {
		port = "1080"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	password, _ := u.User.Password()
	scheme := u.Scheme
	if scheme == "socks" { // used in GNOME's all_proxy
		scheme = "socks5"
	}
	switch scheme {
	case "http", "https":
	case "socks5", "socks5h":
		if err == nil && max(len(u.User.Username()), len(password)) > maxSocksString {
			err = fmt.Errorf("SOCKS has no room for a name or a password of more than %d bytes", maxSocksString)
		}
	case "socks4", "socks4a":
		err = cmp.Or(err, checkSocks4(u.User))
	default:
		err = fmt.Errorf("the scheme %q is not http, https, socks4, socks4a, socks5 or socks5h", u.Scheme)
	}
	switch {
	case err != nil:
	case host == "" || strings.ContainsAny(host, " \t"):
		err = errors.New("it names no host")
	default:
		err = checkPort(port)
	}
	if err != nil {
		return nil, fmt.Errorf("%w in the proxy's URL: %w", ErrSyntax, err)
	}
	return &url.URL{Scheme: scheme, User: u.User, Host: net.JoinHostPort(host, port)}, nil
}

// proxyName returns the proxy's URL without credentials.
func proxyName(proxy *url.URL) string { return proxy.Scheme + "://" + proxy.Host }

// dialThrough connects to address through proxy.
func (d dialer) dialThrough(ctx context.Context, proxy *url.URL, address string) (net.Conn, error) {
	targets, err := d.targets(ctx, proxy, address)
	if err != nil {
		return nil, err
	}
	var first error
	for _, target := range targets {
		conn, err := d.tunnel(ctx, proxy, target)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
		if !isSocksReply(err) { // otherwise the proxy may reach another address
			break
		}
	}
	return nil, first
}

// targets returns what to ask the proxy for, in order: addresses, if we are the one to
// look up names.
func (d dialer) targets(ctx context.Context, proxy *url.URL, address string) ([]string, error) {
	switch {
	case proxy.Scheme == "socks4" && d.network == "tcp6":
		return nil, &ProxyError{Proxy: proxyName(proxy), Err: errors.New("SOCKS4 has no IPv6 addresses")}
	case proxy.Scheme == "socks4":
		d.network = "tcp4"
	case proxy.Scheme != "socks5":
		return []string{withoutZone(address)}, nil
	}
	addrs, err := d.lookup(ctx, address)
	if err != nil {
		return nil, err
	}
	targets := make([]string, len(addrs))
	for i, addr := range addrs {
		targets[i] = netip.AddrPortFrom(addr.Addr().WithZone(""), addr.Port()).String()
	}
	return targets, nil
}

// isSocksReply reports whether err is a SOCKS proxy's refusal.
func isSocksReply(err error) bool {
	return errors.As(err, new(socksReply)) || errors.As(err, new(socks4Reply))
}

// withoutZone removes the zone from an IPv6 literal, as it means nothing to another
// host.
func withoutZone(address string) string {
	if addr, err := netip.ParseAddrPort(address); err == nil {
		return netip.AddrPortFrom(addr.Addr().WithZone(""), addr.Port()).String()
	}
	return address
}

// tunnel connects to the proxy and makes it connect to target.
func (d dialer) tunnel(ctx context.Context, proxy *url.URL, target string) (net.Conn, error) {
	conn, err := d.dial(ctx, proxy.Host)
	if err == nil && proxy.Scheme == "https" {
		conn, err = d.secureProxy(ctx, conn, proxy.Hostname())
	}
	if err != nil {
		return nil, &ProxyError{Proxy: proxyName(proxy), Err: err}
	}
	tunnelled := conn
	err = during(ctx, conn, func() (err error) {
		switch proxy.Scheme {
		case "http", "https":
			tunnelled, err = d.connect(conn, proxy, target)
			return err
		case "socks4", "socks4a":
			return socks4(conn, proxy, target)
		}
		return socks(conn, proxy, target)
	})
	if err != nil {
		return nil, proxyError(proxy, err)
	}
	return tunnelled, nil
}

// secureProxy starts TLS with the proxy. It shares the authorities of Options.TLS and
// nothing else: client certificates, pins and verification settings are for the server.
func (d dialer) secureProxy(ctx context.Context, conn net.Conn, host string) (net.Conn, error) {
	config := &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	if d.tls != nil {
		config.RootCAs = d.tls.RootCAs
	}
	return secure(ctx, conn, config)
}

// proxyError completes an error of connect or socks.
func proxyError(proxy *url.URL, err error) error {
	var refused *ProxyError
	if errors.As(err, &refused) {
		refused.Proxy = proxyName(proxy)
		return refused
	}
	return &ProxyError{Proxy: proxyName(proxy), Err: err}
}

// escapeZone escapes the zone of an IPv6 literal as RFC 6874 demands in a URL, for
// users who write it as everywhere else: [fe80::1%eth0].
func escapeZone(raw string) string {
	start := strings.Index(raw, "://") + len("://")
	end := len(raw)
	if i := strings.IndexAny(raw[start:], "/?#"); i >= 0 {
		end = start + i
	}
	start += strings.LastIndex(raw[start:end], "@") + 1
	literal, zone, ok := strings.Cut(raw[start:end], "%")
	if !ok || !strings.HasPrefix(literal, "[") || strings.HasPrefix(zone, "25") {
		return raw
	}
	return raw[:start] + literal + "%25" + zone + raw[end:]
}
