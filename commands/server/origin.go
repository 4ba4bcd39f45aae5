package server

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// NormalOrigin returns an origin as browsers write it (RFC 6454, section 6.2): scheme and host in
// lower case and ASCII, without the scheme's default port. Pages that aren't from the web have
// origins such as file:// or chrome-extension://…, or null. It returns false if text isn't an
// origin.
func NormalOrigin(text string) (string, bool) {
	if text == "null" {
		return text, true
	}
	u, err := url.Parse(text)
	if err != nil || !strings.Contains(text, "://") || strings.ContainsAny(text, "?#@") || strings.Trim(u.Path, "/") != "" {
		return "", false
	}
	host, ok := normalHost(u.Scheme, u.Host)
	if !ok || host == "" && (u.Scheme == "http" || u.Scheme == "https") {
		return "", false
	}
	return u.Scheme + "://" + host, true
}

// normalHost returns the host, and the port if it isn't the scheme's default.
func normalHost(scheme, host string) (string, bool) {
	u := &url.URL{Host: host}
	name, port := u.Hostname(), u.Port()
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		port = ""
	}
	if addr, err := netip.ParseAddr(name); err == nil {
		name = addr.String()
	} else if name, err = idna.Lookup.ToASCII(strings.ToLower(name)); err != nil && strings.ContainsFunc(name, notASCII) {
		return "", false
	}
	if port != "" || strings.Contains(name, ":") {
		name = strings.TrimSuffix(net.JoinHostPort(name, port), ":")
	}
	return name, true
}

func notASCII(r rune) bool { return r >= 0x80 }
