package flags

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"wspipe/client"
)

// tlsVersions returns the versions in ascending order.
func tlsVersions() []string { return []string{"1.0", "1.1", "1.2", "1.3"} }

const oldestByDefault = "1.2"

// tlsAliases returns curl's flags, whose names include the version.
func tlsAliases() []Alias {
	all := []Alias{{"tlsv1", "1.0"}}
	for _, version := range tlsVersions() {
		all = append(all, Alias{"tlsv" + version, version})
	}
	return all
}

// fillVersions changes nothing if neither flag is given.
func (g *TLS) fillVersions(o *client.Options) error {
	oldest, newest := oldestByDefault, "1.3"
	if g.Oldest.Given {
		oldest = g.Oldest.Value
	}
	if g.Newest.Given && g.Newest.Value != "default" {
		newest = g.Newest.Value
	}
	lowest, err := tlsVersion(oldest)
	if err != nil {
		return g.Oldest.wrong("%w", err)
	}
	highest, err := tlsVersion(newest)
	switch {
	case err != nil:
		return g.Newest.wrong("%w", err)
	case highest < lowest:
		return g.Newest.wrong("%s is before %s, where --tls-min begins", newest, oldest)
	case !g.Oldest.Given && !g.Newest.Given:
		return nil
	case o.TLS == nil:
		o.TLS = &tls.Config{} //nolint:gosec // the minimum follows
	}
	o.TLS.MinVersion, o.TLS.MaxVersion = lowest, highest
	return nil
}

func tlsVersion(name string) (uint16, error) {
	i := slices.Index(tlsVersions(), name)
	if i < 0 {
		return 0, fmt.Errorf("%q is not a version of TLS: %s", name, strings.Join(tlsVersions(), ", "))
	}
	return []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13}[i], nil
}
