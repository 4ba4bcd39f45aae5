package client

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// parseHost parses the host of a URL (URL Standard, section 3.5): a name, which may
// contain escapes and any letters, or an address, with brackets for IPv6. The zone of
// an IPv6 address, which browsers don't support, may be written as RFC 6874 demands or
// as everywhere else: [fe80::1%eth0].
func parseHost(raw string) (string, error) {
	if raw == "" {
		return "", errNoHost
	}
	if inner, ok := strings.CutPrefix(raw, "["); ok {
		return parseIPv6(strings.TrimSuffix(inner, "]"))
	}
	host, err := asciiHost(unescape(raw))
	switch {
	case err != nil:
		return "", err
	case strings.Contains(host, " "):
		return "", fmt.Errorf("there is a space in the host %q", host)
	case strings.ContainsFunc(host, notInDomain):
		return "", fmt.Errorf("%q is not a host name", host)
	}
	if endsInNumber(host) {
		return parseIPv4(host)
	}
	return host, nil
}

// notInDomain reports whether r is a forbidden domain code point (URL Standard, section
// 3.1).
func notInDomain(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune(`#/:<>?@[\]^|%`, r)
}

// asciiHost returns a host name as it is sent over the network: in lower case, with
// A-labels, by UTS 46 without transitional processing, as in browsers. ASCII names
// otherwise stay as they are: underscores, for one, are in use.
func asciiHost(host string) (string, error) {
	if !strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		return strings.ToLower(host), nil
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckJoiners(true), idna.VerifyDNSLength(true))
	ascii, err := profile.ToASCII(host)
	if err == nil && !utf8.ValidString(host) {
		err = errors.New("it is not UTF-8")
	}
	if err != nil {
		return "", fmt.Errorf("%q is not a host name: %w", host, err)
	}
	return ascii, nil
}

func parseIPv6(literal string) (string, error) {
	literal, zone, zoned := strings.Cut(literal, "%")
	zone = strings.TrimPrefix(zone, "25")
	addr, err := netip.ParseAddr(literal)
	if err != nil || addr.Is4() || zoned && (zone == "" || strings.ContainsFunc(zone, notInZone)) {
		return "", errors.New("what is in brackets is not an IPv6 address")
	}
	host := addr.String()
	if addr.Is4In6() { // browsers write these in hexadecimal, too
		b := addr.As16()
		host = fmt.Sprintf("::ffff:%x:%x", uint16(b[12])<<8|uint16(b[13]), uint16(b[14])<<8|uint16(b[15]))
	}
	if zoned {
		host += "%" + zone
	}
	return host, nil
}

func notInZone(r rune) bool { return r >= 0x80 || notToken(r) || r == '%' }

// endsInNumber reports whether host can only be an IPv4 address.
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := parseIPv4Number(last)
	return err == nil || errors.Is(err, strconv.ErrRange) || last != "" && strings.Trim(last, "0123456789") == ""
}

// parseIPv4 parses what inet_aton does: 127.1, 0x7f000001, 0177.0.0.1.
func parseIPv4(host string) (string, error) {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	var address uint64
	for i, part := range parts {
		n, err := parseIPv4Number(part)
		limit := uint64(1) << 8
		if i == len(parts)-1 {
			limit <<= 8 * max(4-len(parts), 0)
		}
		if err != nil || len(parts) > 4 || n >= limit {
			return "", fmt.Errorf("%q is not an IPv4 address", host)
		}
		if i < len(parts)-1 {
			n <<= 8 * (3 - i)
		}
		address |= n
	}
	return netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)}).String(), nil
}

// parseIPv4Number parses a number in C's notation.
func parseIPv4Number(part string) (uint64, error) {
	switch {
	case part == "":
		return 0, strconv.ErrSyntax
	case part == "0x":
		return 0, nil
	case strings.HasPrefix(part, "0x"):
		return strconv.ParseUint(part[2:], 16, 64)
	case strings.HasPrefix(part, "0"):
		return strconv.ParseUint(part, 8, 64)
	}
	return strconv.ParseUint(part, 10, 64)
}

func checkPort(port string) error {
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("the port %s is not from 1 to 65535", port)
	}
	return nil
}
