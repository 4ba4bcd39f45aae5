package client

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpproxy"
)

// ProxyFromEnvironment is for Options.Proxy: it finds the proxy for a ws or
// wss URL in the variables ws_proxy, http_proxy and all_proxy, or wss_proxy,
// https_proxy and all_proxy; the first that is set counts, in lower case or in
// capitals. It is nil where none is set, where no_proxy names the host, and
// for localhost and loopback addresses.
//
// no_proxy is a list, separated by commas or blanks, of host names (which
// cover the names below them), addresses and networks (192.0.2.0/24), any of
// them with a port if only that is meant, or * for all. See package
// golang.org/x/net/http/httpproxy.
//
// A variable that can't be read is an error that wraps ErrSyntax: to go
// without the proxy might show to the network what must not be shown.
func ProxyFromEnvironment(u *url.URL) (*url.URL, error) {
	_, exempt := variable("no_proxy")
	return proxyFor(u, func(u *url.URL) bool { return needsProxy(u, exempt) })
}

// ProxyExcept is for Options.Proxy: proxy, or where that is nil the one that
// ProxyFromEnvironment's variables name, but for the hosts of a list such as
// no_proxy's, in whose place it stands. To it localhost is a host like any other.
func ProxyExcept(list string, proxy *url.URL) func(*url.URL) (*url.URL, error) {
	return func(u *url.URL) (*url.URL, error) {
		needed := func(u *url.URL) bool { return !isListed(u, list) }
		switch {
		case proxy == nil:
			return proxyFor(u, needed)
		case needed(u):
			return proxy, nil
		}
		return nil, nil
	}
}

// proxyFor finds it in the variables.
func proxyFor(u *url.URL, needed func(*url.URL) bool) (*url.URL, error) {
	names := []string{"ws_proxy", "http_proxy", "all_proxy"}
	if u.Scheme == "wss" {
		names = []string{"wss_proxy", "https_proxy", "all_proxy"}
	}
	name, value := variable(names...)
	if value == "" || !needed(u) {
		return nil, nil
	}
	proxy, err := ParseProxy(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return proxy, nil
}

// variable is the first that is set to something. A web server gives its CGI
// programs HTTP_PROXY from a header of the request (CVE-2016-5385), so there
// that one doesn't count.
func variable(names ...string) (name, value string) {
	for _, lower := range names {
		upper := strings.ToUpper(lower)
		if value := os.Getenv(lower); value != "" {
			return lower, value
		}
		if upper == "HTTP_PROXY" && os.Getenv("REQUEST_METHOD") != "" {
			continue
		}
		if value := os.Getenv(upper); value != "" {
			return upper, value
		}
	}
	return "", ""
}

// needsProxy holds u against the list of no_proxy.
func needsProxy(u *url.URL, exempt string) bool {
	const any = "http://proxy.invalid"
	config := httpproxy.Config{HTTPProxy: any, HTTPSProxy: any, NoProxy: strings.Join(strings.Fields(exempt), ",")}
	asked := &url.URL{Scheme: "http", Host: u.Host}
	if u.Scheme == "wss" {
		asked.Scheme = "https"
	}
	proxy, err := config.ProxyFunc()(asked)
	return proxy != nil || err != nil
}

// isListed is needsProxy's contrary, for loopback addresses, too.
func isListed(u *url.URL, list string) bool {
	host := u.Hostname()
	addr, err := netip.ParseAddr(host)
	if !addr.IsLoopback() && host != "localhost" {
		return !needsProxy(u, list)
	}
	return slices.ContainsFunc(strings.FieldsFunc(list, notInEntry), func(entry string) bool {
		if network, wrong := netip.ParsePrefix(entry); wrong == nil && err == nil {
			return network.Contains(addr)
		}
		name := strings.Trim(strings.TrimPrefix(entry, "."), "[]")
		if withPort, port, wrong := net.SplitHostPort(entry); wrong == nil {
			if port != u.Port() {
				return false
			}
			name = withPort
		}
		return name == "*" || strings.EqualFold(name, host)
	})
}

func notInEntry(r rune) bool { return r == ',' || unicode.IsSpace(r) }
