package flags

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"wspipe/client"
	"wspipe/commands/status"
)

// Network is the route to the server.
type Network struct {
	Proxy     Text
	ProxyUser Text
	NoProxy   Switch
	Exempt    Text
	Socket    Text
	ConnectTo List
	Resolve   List
	IPv4      Switch
	IPv6      Switch
}

func (g *Network) flags() []*Flag {
	return []*Flag{
		{Name: "proxy", Short: "x", Group: network, Kind: Address, OneOf: "proxy", Values: []string{"http://", "https://", "socks5://", "socks5h://", "socks4://", "socks4a://"}, Field: &g.Proxy,
			Usage: "connect through the proxy `URL` (http, https, socks5, socks5h, socks4, socks4a); @FILE reads it from FILE (default: from http_proxy and the like)"},
		{Name: "proxy-user", Short: "U", Group: network, Field: &g.ProxyUser,
			Usage: "log in at the proxy with `NAME:PASSWORD`, unless its URL has a login; @FILE reads it from FILE; with only NAME, a terminal asks for the password"},
		{Name: "no-proxy", Group: network, OneOf: "proxy", Field: &g.NoProxy,
			Usage: "connect without a proxy, whatever the variables say"},
		{Name: "noproxy", Group: network, Field: &g.Exempt,
			Usage: "connect without a proxy to `HOSTS` (a list as in no_proxy, which it replaces); if empty, every host uses the proxy"},
		{Name: "unix-socket", Group: network, Kind: File, Field: &g.Socket,
			Usage: "connect to the unix socket `PATH`, and ask there for the URL; @NAME is an abstract socket (Linux)"},
		{Name: "connect-to", Group: network, Placeholder: "HOST1:PORT1:HOST2:PORT2", Field: &g.ConnectTo,
			Usage: "for HOST1:PORT1 connect to HOST2:PORT2 instead; an empty HOST1 or PORT1 matches any, an empty HOST2 or PORT2 keeps the original"},
		{Name: "resolve", Group: network, Placeholder: "HOST:PORT:ADDR", Field: &g.Resolve,
			Usage: "use ADDR for HOST and PORT; ADDR may be a list with commas, HOST may be *"},
		{Name: "ipv4", Short: "4", Group: network, OneOf: "family", Shown: "-4 (--ipv4)", Field: &g.IPv4,
			Usage: "use IPv4 addresses only"},
		{Name: "ipv6", Short: "6", Group: network, OneOf: "family", Shown: "-6 (--ipv6)", Field: &g.IPv6,
			Usage: "use IPv6 addresses only"},
	}
}

func (g *Network) fill(o *client.Options) error {
	switch {
	case g.IPv4.On:
		o.Network = "tcp4"
	case g.IPv6.On:
		o.Network = "tcp6"
	}
	return firstOf(
		func() error { return g.fillProxy(o) },
		func() error { return g.fillResolve(o) },
		func() error { return g.fillSocket(o) },
		func() error { return g.fillConnectTo(o) },
	)
}

// fillResolve lets the last value for a host and port win.
func (g *Network) fillResolve(o *client.Options) error {
	for _, value := range g.Resolve.Values {
		key, addrs, err := parseResolve(value)
		if err != nil {
			return g.Resolve.wrong("%q: %w", status.WithoutLogin(value), err)
		}
		if o.Resolve == nil {
			o.Resolve = map[string][]netip.Addr{}
		}
		o.Resolve[key] = addrs
	}
	return nil
}

// parseResolve parses HOST:PORT:ADDR[,ADDR…]. An IPv6 literal needs brackets as HOST; as ADDR they
// are optional.
func parseResolve(value string) (key string, addrs []netip.Addr, err error) {
	host, rest, ok := strings.Cut(value, ":")
	if strings.HasPrefix(value, "[") {
		host, rest, ok = strings.Cut(value[1:], "]:")
	}
	port, list, both := strings.Cut(rest, ":")
	if !ok || !both || host == "" {
		return "", nil, fmt.Errorf("it is not HOST:PORT:ADDR")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", nil, fmt.Errorf("the port %s is not from 1 to 65535", port[strings.LastIndexByte(port, '@')+1:])
	}
	for _, text := range strings.Split(list, ",") {
		if inner, ok := strings.CutPrefix(text, "["); ok {
			text = strings.TrimSuffix(inner, "]")
		}
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return "", nil, fmt.Errorf("%q is not an IP address", status.WithoutLogin(text))
		}
		addrs = append(addrs, addr)
	}
	return net.JoinHostPort(host, port), addrs, nil
}
