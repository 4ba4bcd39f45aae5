package client

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// lookup finds the addresses of host and port, in the order to try them.
func (d dialer) lookup(ctx context.Context, address string) ([]netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	addrs, err := d.addresses(ctx, host, port)
	if err != nil {
		return nil, err
	}
	d.watch.lookedUp()
	pairs := make([]netip.AddrPort, len(addrs))
	for i, addr := range addrs {
		pairs[i] = netip.AddrPortFrom(addr.Unmap(), uint16(number))
	}
	return pairs, nil
}

// addresses asks Options.Resolve, then the system. It returns at least one address, or
// an error.
func (d dialer) addresses(ctx context.Context, host, port string) ([]netip.Addr, error) {
	for _, name := range []string{strings.ToLower(host), "*"} {
		if addrs, ok := d.resolve[net.JoinHostPort(name, port)]; ok {
			return d.ofFamily(host, addrs)
		}
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return d.ofFamily(host, []netip.Addr{addr})
	}
	return net.DefaultResolver.LookupNetIP(ctx, strings.Replace(d.network, "tcp", "ip", 1), host)
}

func (d dialer) ofFamily(host string, addrs []netip.Addr) ([]netip.Addr, error) {
	var fit []netip.Addr
	for _, addr := range addrs {
		if inFamily(d.network, addr) {
			fit = append(fit, addr)
		}
	}
	if len(fit) == 0 {
		return nil, &net.DNSError{Name: host, Err: "no IPv" + d.network[3:] + " address", IsNotFound: true}
	}
	return fit, nil
}

func inFamily(network string, addr netip.Addr) bool {
	switch network {
	case "tcp4":
		return addr.Unmap().Is4()
	case "tcp6":
		return !addr.Unmap().Is4()
	}
	return true
}

// checkNetwork rejects what can't be dialled on any network.
func checkNetwork(network, host string) error {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return fmt.Errorf("%w in the network: %q is not tcp, tcp4 or tcp6", ErrSyntax, network)
	}
	if addr, err := netip.ParseAddr(host); err == nil && !inFamily(network, addr) {
		return fmt.Errorf("%w in the URL: %s can't be reached with IPv%s", ErrSyntax, host, network[3:])
	}
	return nil
}

// checkResolve normalises the hosts in the keys of Options.Resolve.
func checkResolve(resolve map[string][]netip.Addr) (map[string][]netip.Addr, error) {
	checked := make(map[string][]netip.Addr, len(resolve))
	for key, addrs := range resolve {
		host, port, err := net.SplitHostPort(key)
		if err == nil {
			err = checkPort(port)
		}
		if err == nil && host != "*" {
			host, err = asciiHost(host)
		}
		if err == nil && len(addrs) == 0 {
			err = fmt.Errorf("there is no address for it")
		}
		if err != nil {
			return nil, fmt.Errorf("%w in the address of %q: %w", ErrSyntax, key, err)
		}
		checked[net.JoinHostPort(strings.ToLower(host), port)] = slices.Clone(addrs)
	}
	return checked, nil
}
