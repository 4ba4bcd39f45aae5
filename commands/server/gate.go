package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"wspipe/commands/status"
)

// gate decides who may connect to serve.
type gate struct {
	host    string // that serve listens on
	origins []string
	user    string
}

// refuse returns the status to answer a request with, and the reason; 0 lets it pass. A page of
// another origin learns nothing, not even whether a password is needed.
func (g *gate) refuse(r *http.Request) (answer int, problem string) {
	if origin := r.Header.Get("Origin"); origin != "" && !g.allows(origin, r.Host) {
		return http.StatusForbidden, "the origin " + status.Printable(origin) + " may not connect (--allow-origin names those that may)"
	}
	if g.user != "" && !g.knows(r) {
		if r.Header.Get("Authorization") == "" {
			return http.StatusUnauthorized, "it gave no name and password"
		}
		return http.StatusUnauthorized, "wrong name or password"
	}
	return 0, ""
}

func (g *gate) allows(origin, host string) bool {
	if slices.Contains(g.origins, "*") {
		return true
	}
	origin, ok := NormalOrigin(origin)
	if !ok {
		return false
	}
	if slices.ContainsFunc(g.origins, func(o string) bool { o, _ = NormalOrigin(o); return o == origin }) {
		return true
	}
	scheme, from, _ := strings.Cut(origin, "://")
	to, ok := normalHost(scheme, host)
	return ok && from != "" && from == to && g.isOurs(host)
}

// isOurs reports whether host is a name for this server. Other names might be someone else's, made
// to point here so that their page passes for one of ours.
func (g *gate) isOurs(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	_, err := netip.ParseAddr(host)
	return err == nil || host == "localhost" || strings.HasSuffix(host, ".localhost") || host == strings.ToLower(g.host)
}

// knows checks name and password. It takes the same time whichever is wrong.
func (g *gate) knows(r *http.Request) bool {
	name, password, ok := r.BasicAuth()
	got, want := sha256.Sum256([]byte(name+":"+password)), sha256.Sum256([]byte(g.user))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && ok
}

func (s *server) admit(c *servedClient) (problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.over:
		return "no more clients are let in"
	case len(s.present) >= s.maxClients():
		return "too many clients: " + status.Plural(s.maxClients(), "client") + " at once (--max-clients)"
	}
	s.present[c] = true
	return ""
}

func (s *server) maxClients() int {
	if s.o.Once {
		return s.cast
	}
	return s.o.MaxClients
}

func (s *server) leave(c *servedClient) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.present, c)
	if len(s.present) == 0 {
		s.none.Broadcast()
	}
}

func (s *server) refuse(w http.ResponseWriter, r *http.Request, answer int, problem string) {
	switch answer {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Basic realm="wspipe", charset="UTF-8"`)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, problem, answer)
	s.voice.refused(r.RemoteAddr, answer, problem)
	if s.voice.Verbose > 0 {
		s.voice.handshake(r, status.CodeText(answer), w.Header())
	}
}
