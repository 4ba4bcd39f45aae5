package client

import (
	"net"
	"net/url"
	"strings"
)

// location is a URL as browsers read it (URL Standard, WHATWG WebSockets), without its
// user info. Unlike net/url, it keeps the path and the query as they were written, such
// as /100%.
type location struct {
	scheme string // ws or wss
	host   string // in ASCII and lower case; an IPv6 address without brackets
	port   string // empty if it is the scheme's default
	path   string // begins with a slash
	query  string // with its question mark; empty if there is none
}

// String returns the URL.
func (l location) String() string { return l.origin() + l.path + l.query }

func (l location) origin() string {
	return l.scheme + "://" + l.authority(strings.Replace(l.host, "%", "%25", 1))
}

// target returns the request target (RFC 9112, section 3.2.1).
func (l location) target() string { return l.path + l.query }

// hostHeader leaves out the zone of an IPv6 address, which means nothing to the server.
func (l location) hostHeader() string { return l.authority(l.name()) }

// name returns the host as the server knows it.
func (l location) name() string {
	name, _, _ := strings.Cut(l.host, "%")
	return name
}

func (l location) authority(host string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if l.port != "" {
		host += ":" + l.port
	}
	return host
}

// address returns the host and port to dial.
func (l location) address() string {
	port := l.port
	if port == "" {
		port = ownPort(l.scheme)
	}
	return net.JoinHostPort(l.host, port)
}

// url returns l for the functions that choose a proxy.
func (l location) url() *url.URL {
	return &url.URL{
		Scheme:   l.scheme,
		Host:     l.authority(l.host),
		Path:     unescape(l.path),
		RawPath:  l.path,
		RawQuery: strings.TrimPrefix(l.query, "?"),
	}
}

func ownPort(scheme string) string {
	if scheme == "wss" {
		return "443"
	}
	return "80"
}

// resolve returns the location that a redirect to reference leads to (RFC 3986, section
// 5.2). It drops a fragment, which only matters to browsers.
func (l location) resolve(reference string) (location, error) {
	reference, _, _ = strings.Cut(trimURL(reference), "#")
	scheme, _, hasScheme := strings.Cut(reference, ":")
	slashes := len(reference) - len(strings.TrimLeft(reference, `/\`))
	switch {
	case hasScheme && isScheme(scheme):
	case slashes > 1:
		reference = l.scheme + ":" + reference
	case slashes == 1:
		reference = l.origin() + reference
	case reference == "":
		reference = l.String()
	case reference[0] == '?':
		reference = l.origin() + l.path + reference
	default:
		reference = l.origin() + l.path[:strings.LastIndexByte(l.path, '/')+1] + reference
	}
	to, _, err := parseLocation(reference)
	return to, err
}
