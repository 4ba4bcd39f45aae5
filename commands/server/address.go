package server

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/status"
)

const (
	loopback    = "127.0.0.1"
	defaultPort = "8080"
)

// address is where serve listens.
type address struct {
	network string // tcp or unix
	host    string // of tcp; as given, or loopback
	listen  string // the address for net.Listen
}

// ParseAddress parses a port, HOST, HOST:PORT or unix:/path. The default host is loopback: serve
// listens on other interfaces only if they are named.
func ParseAddress(text string) (address, error) {
	if path, ok := strings.CutPrefix(text, "unix:"); ok {
		if path == "" {
			return address{}, status.Usagef("%q names no socket, as unix:/path/to.sock does", text)
		}
		if err := client.CheckSocket(path); err != nil {
			return address{}, status.Usagef("%q is not an address to listen on: %w", text, err)
		}
		return address{network: "unix", listen: path}, nil
	}
	if strings.ContainsAny(text, "/@") || strings.Contains(text, "://") {
		return address{}, status.Usagef("%q is not an address to listen on, such as 8080, 127.0.0.1:8080 or unix:/path/to.sock", status.WithoutLogin(text))
	}
	host, port := splitAddress(text)
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return address{}, status.Usagef("%q is not a port to listen on (0 to 65535)", port)
	}
	if host == "" {
		host = loopback
	}
	if !dial.IsHostName(host) {
		return address{}, status.Usagef("%q is not a host to listen on", host)
	}
	return address{network: "tcp", host: host, listen: net.JoinHostPort(host, port)}, nil
}

func splitAddress(text string) (host, port string) {
	if text == "" {
		return "", defaultPort
	}
	if strings.Trim(text, "0123456789") == "" {
		return "", text
	}
	if _, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return strings.Trim(text, "[]"), defaultPort
	}
	if host, port, err := net.SplitHostPort(text); err == nil {
		return host, port
	}
	return text, defaultPort
}

// open starts listening.
func (a address) open() (net.Listener, error) {
	l, err := a.listener()
	if err != nil {
		return nil, &status.ListenError{Address: a.listen, Err: err}
	}
	return l, nil
}

func (a address) listener() (net.Listener, error) {
	if a.network == "unix" {
		return listenUnix(a.listen)
	}
	return net.Listen(a.network, a.listen)
}

// urlOf returns the URL to connect to.
func (a address) urlOf(l net.Listener, secure bool) string {
	switch {
	case a.network == "unix":
		return "ws+unix:" + a.listen
	case secure:
		return "wss://" + l.Addr().String() + "/"
	}
	return "ws://" + l.Addr().String() + "/"
}
