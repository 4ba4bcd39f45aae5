package server

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wspipe/commands/program"
	"wspipe/commands/version"
)

// environ returns the environment of a client's program: our own, and the handshake as CGI has it
// (RFC 3875, section 4.1).
func (s *server) environ(c *servedClient) []string {
	all := slices.DeleteFunc(program.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return ofRequest(name)
	})
	return append(append(all, s.handshake(c)...), headerVariables(c.request)...)
}

// ofRequest reports whether a variable describes a request: if we inherited one, it would look like
// a client's.
func ofRequest(name string) bool {
	switch name {
	case "AUTH_TYPE", "PATH_INFO", "REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER", "HTTPS":
		return true
	}
	return strings.HasPrefix(name, "HTTP_") && name != "HTTP_PROXY"
}

func (s *server) handshake(c *servedClient) []string {
	r := c.request
	all := []string{
		"GATEWAY_INTERFACE=CGI/1.1",
		"SERVER_SOFTWARE=wspipe/" + version.Number(),
		"SERVER_PROTOCOL=" + r.Proto,
		"REQUEST_METHOD=" + r.Method,
		"REQUEST_URI=" + r.RequestURI,
		"SCRIPT_NAME=",
		"QUERY_STRING=" + r.URL.RawQuery,
		"WSPIPE_CLIENT=" + strconv.Itoa(c.number),
	}
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		name, port = r.Host, ""
	}
	address, from, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil { // a unix socket's address
		address, from = "", ""
	}
	all = append(all, "SERVER_NAME="+name, "SERVER_PORT="+port, "REMOTE_ADDR="+address, "REMOTE_PORT="+from)
	if !strings.Contains(r.URL.Path, "\x00") { // no environment can hold a NUL
		all = append(all, "PATH_INFO="+r.URL.Path)
	}
	if user, _, ok := r.BasicAuth(); ok && s.o.User != "" {
		all = append(all, "AUTH_TYPE=Basic", "REMOTE_USER="+user)
	}
	if r.TLS != nil {
		all = append(all, "HTTPS=on")
	}
	return all
}

// headerVariables returns the request's headers as variables. It leaves out Proxy, whose variable
// many programs obey; Authorization, which has served its purpose; and names with a _, which could
// pass for others.
func headerVariables(r *http.Request) []string {
	all := []string{"HTTP_HOST=" + r.Host}
	for name, values := range r.Header {
		switch name {
		case "Proxy", "Authorization", "Host":
			continue
		}
		between := ", "
		if name == "Cookie" {
			between = "; "
		}
		if variable, ok := headerVariable(name); ok {
			all = append(all, variable+"="+strings.Join(values, between))
		}
	}
	return all
}

func headerVariable(header string) (name string, ok bool) {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '_'
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
			return r
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, header)
	return "HTTP_" + name, len(name) == len(header)
}
