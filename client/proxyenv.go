package client

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpproxy"
)

// ProxyFromEnvironment is a function for Options.Proxy. It takes the proxy for a ws URL
// from the variables ws_proxy, http_proxy and all_proxy, and for a wss URL from
// wss_proxy, https_proxy and all_proxy; the first one set, in lower or upper case,
// counts. It returns nil if none is set or if no_proxy lists the host, and for
// localhost and loopback addresses.
//
// no_proxy is a list, separated by commas or blanks, of host names (which include their
// subdomains), addresses and networks (192.0.2.0/24), each with a port if only that
// port is meant, or * for everything. See package golang.org/x/net/http/httpproxy.
//
// If a variable can't be parsed, the error wraps ErrSyntax: connecting without the
// proxy might reveal to the network what should stay hidden.
func ProxyFromEnvironment(u *url.URL) (*url.URL, error) {
	_, exempt := variable("no_proxy")
	return proxyFor(u, func(u *url.URL) bool { return needsProxy(u, exempt) })
}

// ProxyExcept returns a function for Options.Proxy. It returns proxy, or if that is
// nil, the one from ProxyFromEnvironment's variables, except for the hosts in list,
// which replaces no_proxy. localhost is treated like any other host.
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

// proxyFor finds the proxy in the variables.
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

// variable returns the first variable that isn't empty. A web server sets HTTP_PROXY
// for its CGI programs from a header of the request (CVE-2016-5385), so it is ignored
// there.
func variable(names ...string) (name, value string) {
	for _, lower := range names {
		upper := strings.ToUpper(lower)
		fromRequest := upper == "HTTP_PROXY" && os.Getenv("REQUEST_METHOD") != ""
		// Windows has one variable for both.
		if value := os.Getenv(lower); value != "" && !(fromRequest && runtime.GOOS == "windows") {
			return lower, value
		}
		if fromRequest {
			continue
		}
		if value := os.Getenv(upper); value != "" {
			return upper, value
		}
	}
	return "", ""
}

// needsProxy reports whether exempt, a no_proxy list, doesn't cover u.
func needsProxy(u *url.URL, exempt string) bool {
	const some = "http://proxy.invalid"
	config := httpproxy.Config{HTTPProxy: some, HTTPSProxy: some, NoProxy: strings.Join(strings.Fields(exempt), ",")}
	asked := &url.URL{Scheme: "http", Host: u.Host}
	if u.Scheme == "wss" {
		asked.Scheme = "https"
	}
	proxy, err := config.ProxyFunc()(asked)
	return proxy != nil || err != nil
}

// isListed is the opposite of needsProxy, but covers loopback addresses, too.
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
