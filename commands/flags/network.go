package flags

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/status"
)

func networkFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "proxy", Category: groupNetwork,
			Usage: "connect through the proxy `URL` (http, https, socks5, socks5h); @FILE reads it from there (default: what http_proxy and its like say)"},
		BoolFlag("no-proxy", "", groupNetwork, "connect without a proxy, whatever the variables say"),
		&cli.StringSliceFlag{Name: "resolve", Category: groupNetwork,
			Usage: "use ADDR for HOST and PORT, in `HOST:PORT:ADDR`; ADDR may be several, with commas, and HOST may be *"},
		BoolFlag("ipv4", "4", groupNetwork, "use IPv4 addresses only"),
		BoolFlag("ipv6", "6", groupNetwork, "use IPv6 addresses only"),
	}
}

func readNetwork(c *cli.Context, o *client.Options) error {
	for _, read := range []func(*cli.Context, *client.Options) error{readProxy, readFamily, readResolve} {
		if err := read(c, o); err != nil {
			return err
		}
	}
	return nil
}

// readProxy takes an empty --proxy for none, as curl does.
func readProxy(c *cli.Context, o *client.Options) error {
	switch {
	case c.Bool("no-proxy") && c.IsSet("proxy"):
		return status.Usagef("--proxy and --no-proxy contradict each other")
	case c.Bool("no-proxy"):
		return nil
	case !c.IsSet("proxy"):
		o.Proxy = client.ProxyFromEnvironment
		return nil
	}
	value, err := secret(c, "proxy")
	if err != nil || value == "" {
		return err
	}
	proxy, err := client.ParseProxy(value)
	if err != nil {
		return status.Usagef("--proxy: %w", err)
	}
	o.Proxy = func(*url.URL) (*url.URL, error) { return proxy, nil }
	return nil
}

func readFamily(c *cli.Context, o *client.Options) error {
	switch {
	case c.Bool("ipv4") && c.Bool("ipv6"):
		return status.Usagef("-4 (--ipv4) and -6 (--ipv6) contradict each other")
	case c.Bool("ipv4"):
		o.Network = "tcp4"
	case c.Bool("ipv6"):
		o.Network = "tcp6"
	}
	return nil
}

// readResolve lets the last one for a host and port count.
func readResolve(c *cli.Context, o *client.Options) error {
	for _, value := range c.StringSlice("resolve") {
		key, addrs, err := parseResolve(value)
		if err != nil {
			return status.Usagef("--resolve: %q: %w", status.WithoutLogin(value), err)
		}
		if o.Resolve == nil {
			o.Resolve = map[string][]netip.Addr{}
		}
		o.Resolve[key] = addrs
	}
	return nil
}

// parseResolve reads HOST:PORT:ADDR[,ADDR…]; an IPv6 literal for HOST must
// have brackets, for ADDR it may.
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
