package client

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// location is a URL as browsers read it (URL Standard, WHATWG WebSockets), without its
// user info. Unlike net/url, it keeps the path and the query as they were written, such
// as /100%.
type location struct {
	scheme string // ws or wss
	host   string // in ASCII and lower case; an IPv6 address without brackets
	port   string // empty if it is the scheme's default
	path   string // begins with a slash
	query  string // with its question mark; empty if there is none
}

// String returns the URL.
func (l location) String() string { return l.origin() + l.path + l.query }

func (l location) origin() string {
	return l.scheme + "://" + l.authority(strings.Replace(l.host, "%", "%25", 1))
}

// target returns the request target (RFC 9112, section 3.2.1).
func (l location) target() string { return l.path + l.query }

// hostHeader leaves out the zone of an IPv6 address, which means nothing to the server.
func (l location) hostHeader() string { return l.authority(l.name()) }

// name returns the host as the server knows it.
func (l location) name() string {
	name, _, _ := strings.Cut(l.host, "%")
	return name
}

func (l location) authority(host string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if l.port != "" {
		host += ":" + l.port
	}
	return host
}

// address returns the host and port to dial.
func (l location) address() string {
	port := l.port
	if port == "" {
		port = ownPort(l.scheme)
	}
	return net.JoinHostPort(l.host, port)
}

// url returns l for the functions that choose a proxy.
func (l location) url() *url.URL {
	return &url.URL{
		Scheme:   l.scheme,
		Host:     l.authority(l.host),
		Path:     unescape(l.path),
		RawPath:  l.path,
		RawQuery: strings.TrimPrefix(l.query, "?"),
	}
}

func ownPort(scheme string) string {
	if scheme == "wss" {
		return "443"
	}
	return "80"
}

// parseLocation parses an absolute URL. An error shows no part of a login.
func parseLocation(raw string) (location, *url.Userinfo, error) {
	raw = trimURL(raw)
	scheme, rest, err := cutScheme(raw)
	if err != nil {
		return location{}, nil, err
	}
	if strings.Contains(raw, "#") {
		return location{}, nil, errors.New("a WebSocket URL has no fragment (#)")
	}
	authority := strings.TrimLeft(rest, `/\`)
	if len(rest)-len(authority) > 2 {
		return location{}, nil, errNoHost // a browser takes the first part of the path for the host
	}
	end := strings.IndexAny(authority+"/", `/\?`)
	authority, rest = authority[:end], authority[end:]
	user, authority := cutUser(authority)
	l := location{scheme: scheme}
	if l.host, l.port, err = parseAuthority(authority, scheme); err != nil {
		if strings.Contains(rest, "@") { // a slash in a password, too, ends the authority early
			err = errLogin
		}
		return location{}, nil, err
	}
	path, query, asked := strings.Cut(rest, "?")
	l.path = normalPath(path)
	if asked {
		l.query = "?" + escape(query, `"#<>'`)
	}
	return l, user, nil
}

var (
	errNoHost = errors.New("it names no host")
	errLogin  = errors.New("it can't be read (what is special in a password must be escaped: %2F for /, %3F for ?, %23 for #)")
)

// trimURL removes the blanks and line ends that a copied line has around and inside it.
func trimURL(raw string) string {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(raw)
}

// cutScheme returns the scheme by its WebSocket name.
func cutScheme(raw string) (scheme, rest string, err error) {
	scheme, rest, ok := strings.Cut(raw, ":")
	switch lower := strings.ToLower(scheme); {
	case raw == "":
		return "", "", errors.New("it is empty")
	case !ok || !isScheme(scheme):
		return "", "", errors.New("it has no scheme, such as ws://")
	case lower == "ws" || lower == "http":
		return "ws", rest, nil
	case lower == "wss" || lower == "https":
		return "wss", rest, nil
	case strings.Contains(rest, "@") && !strings.HasPrefix(rest, "//"): // it may be a login
		return "", "", errors.New("the scheme is not ws, wss, http, https or ws+unix")
	}
	return "", "", errScheme(scheme)
}

func errScheme(scheme string) error {
	return fmt.Errorf("the scheme %q is not ws, wss, http, https or ws+unix", scheme)
}

func isScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return s != ""
}

// cutUser splits the user info from an authority; nil if there is none.
func cutUser(authority string) (*url.Userinfo, string) {
	at := strings.LastIndexByte(authority, '@')
	if at <= 0 {
		return nil, authority[at+1:]
	}
	name, password, both := strings.Cut(authority[:at], ":")
	if !both {
		return url.User(unescape(name)), authority[at+1:]
	}
	return url.UserPassword(unescape(name), unescape(password)), authority[at+1:]
}

func parseAuthority(authority, scheme string) (host, port string, err error) {
	host, port, err = cutPort(authority)
	if err != nil {
		return "", "", err
	}
	if host, err = parseHost(host); err != nil || port == "" {
		return host, "", err
	}
	if err = checkPort(port); err != nil {
		return "", "", err
	}
	number, _ := strconv.Atoi(port)
	if port = strconv.Itoa(number); port == ownPort(scheme) {
		port = ""
	}
	return host, port, nil
}

// cutPort splits off the port. An address keeps its brackets.
func cutPort(authority string) (host, port string, err error) {
	if !strings.HasPrefix(authority, "[") {
		host, port, _ = strings.Cut(authority, ":")
		if strings.Contains(port, ":") {
			err = fmt.Errorf("an IPv6 address needs brackets: [%s]", authority)
		}
		return host, port, err
	}
	end := strings.IndexByte(authority, ']') + 1
	if end == 0 {
		return "", "", errors.New("the bracket [ before an address is not closed")
	}
	port, ok := strings.CutPrefix(authority[end:], ":")
	if !ok && port != "" {
		err = errors.New("what follows the address in brackets is not a port")
	}
	return authority[:end], port, err
}

// normalPath resolves . and .. and escapes what a request line can't hold.
func normalPath(path string) string {
	var kept []string
	segments := strings.Split(strings.ReplaceAll(path, `\`, "/"), "/")[1:]
	for i, segment := range segments {
		switch strings.ReplaceAll(strings.ToLower(segment), "%2e", ".") {
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		case ".":
		default:
			kept = append(kept, escape(segment, "\"#<>?^`{}"))
			continue
		}
		if i == len(segments)-1 {
			kept = append(kept, "")
		}
	}
	return "/" + strings.Join(kept, "/")
}

// escape percent-encodes control characters, blanks, non-ASCII bytes, and the
// characters of set.
func escape(s, set string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(set, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unescape decodes escapes. It leaves alone a % that doesn't begin one.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// resolve returns the location that a redirect to reference leads to (RFC 3986, section
// 5.2). It drops a fragment, which only matters to browsers.
func (l location) resolve(reference string) (location, error) {
	reference, _, _ = strings.Cut(trimURL(reference), "#")
	scheme, _, hasScheme := strings.Cut(reference, ":")
	slashes := len(reference) - len(strings.TrimLeft(reference, `/\`))
	switch {
	case hasScheme && isScheme(scheme):
	case slashes > 1:
		reference = l.scheme + ":" + reference
	case slashes == 1:
		reference = l.origin() + reference
	case reference == "":
		reference = l.String()
	case reference[0] == '?':
		reference = l.origin() + l.path + reference
	default:
		reference = l.origin() + l.path[:strings.LastIndexByte(l.path, '/')+1] + reference
	}
	to, _, err := parseLocation(reference)
	return to, err
}
