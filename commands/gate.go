package commands

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// gate decides who may connect to serve.
type gate struct {
	host    string // that serve was told to listen on
	origins []string
	user    string
}

// refuse returns the status to answer a request with, and why in words; 0 is
// for those that may pass. A page of another origin learns nothing, not even
// whether a password is wanted.
func (g *gate) refuse(r *http.Request) (status int, problem string) {
	if origin := r.Header.Get("Origin"); origin != "" && !g.allows(origin, r.Host) {
		return http.StatusForbidden, "the origin " + printable(origin) + " may not connect (--allow-origin names those that may)"
	}
	if g.user != "" && !g.knows(r) {
		return http.StatusUnauthorized, "wrong name or password, or none"
	}
	return 0, ""
}

func (g *gate) allows(origin, host string) bool {
	if slices.Contains(g.origins, "*") {
		return true
	}
	if slices.ContainsFunc(g.origins, func(o string) bool { return strings.EqualFold(o, origin) }) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host) && g.isOurs(host)
}

// isOurs tells a name for this server from one that somebody else may have
// let point here, so that a page of theirs would pass for one of ours.
func (g *gate) isOurs(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	_, err := netip.ParseAddr(host)
	return err == nil || host == "localhost" || strings.HasSuffix(host, ".localhost") || host == strings.ToLower(g.host)
}

// knows takes the same time whatever is wrong with name and password.
func (g *gate) knows(r *http.Request) bool {
	name, password, ok := r.BasicAuth()
	got, want := sha256.Sum256([]byte(name+":"+password)), sha256.Sum256([]byte(g.user))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && ok
}

// checkOrigin wants what a browser would send.
func checkOrigin(origin string) error {
	if origin == "*" || origin == "null" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return usagef("--allow-origin: %q is not an origin, such as https://example.org, or *", origin)
	}
	return nil
}

// checkSubprotocols wants tokens, as all that is in such a header.
func checkSubprotocols(names []string) error {
	for i, name := range names {
		if !validHeader(name, "") {
			return usagef("--subprotocol: %q is not a subprotocol's name", name)
		}
		if slices.Contains(names[:i], name) {
			return usagef("--subprotocol: %q is given twice", name)
		}
	}
	return nil
}
