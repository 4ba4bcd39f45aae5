package client

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

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
	parts := strings.FieldsFunc(raw, func(r rune) bool { return r == '\t' || r == '\n' || r == '\r' })
	return strings.Join(parts, "")
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
