package client

import (
	"fmt"
	"net/url"
	"os"
	"strings"

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
	names := []string{"ws_proxy", "http_proxy", "all_proxy"}
	if u.Scheme == "wss" {
		names = []string{"wss_proxy", "https_proxy", "all_proxy"}
	}
	name, value := variable(names...)
	if value == "" {
		return nil, nil
	}
	_, exempt := variable("no_proxy")
	if !needsProxy(u, exempt) {
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
