package client

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// asciiHost is the form of an internationalised host name that goes into the
// network: A-labels, by UTS 46 without transitional processing, as in
// browsers. Names in ASCII stay as they are: underscores, for one, are in use.
func asciiHost(host string) (string, error) {
	if !strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		return host, nil
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckJoiners(true), idna.VerifyDNSLength(true))
	ascii, err := profile.ToASCII(host)
	if err != nil {
		return "", fmt.Errorf("%q is not a host name: %w", host, err)
	}
	return ascii, nil
}

func checkPort(port string) error {
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("the port %s is not from 1 to 65535", port)
	}
	return nil
}

// escapeZone writes the zone of an IPv6 literal as RFC 6874 wants it in a URL,
// for those who write it as everywhere else: [fe80::1%eth0].
func escapeZone(raw string) string {
	start := strings.Index(raw, "://") + len("://")
	end := len(raw)
	if i := strings.IndexAny(raw[start:], "/?#"); i >= 0 {
		end = start + i
	}
	start += strings.LastIndex(raw[start:end], "@") + 1
	literal, zone, ok := strings.Cut(raw[start:end], "%")
	if !ok || !strings.HasPrefix(literal, "[") || strings.HasPrefix(zone, "25") {
		return raw
	}
	return raw[:start] + literal + "%25" + zone + raw[end:]
}
