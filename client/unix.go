package client

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

const unixScheme = "ws+unix:"

// splitUnix takes a URL for a unix socket apart:
//
//	ws+unix:/path/to.sock:/request/path?query
//
// What stands before the first ":/" is the socket's path, as it is: nothing
// in it is escaped. Without a ":/" the request is for "/". A path that begins
// with @ names a socket in Linux's abstract namespace. Where raw isn't such a
// URL, socket is empty and request is raw; else request is a URL for localhost.
func splitUnix(raw string) (socket, request string, err error) {
	if len(raw) < len(unixScheme) || !strings.EqualFold(raw[:len(unixScheme)], unixScheme) {
		return "", raw, nil
	}
	rest := raw[len(unixScheme):]
	if strings.HasPrefix(rest, "///") {
		rest = rest[2:]
	}
	volume := len(filepath.VolumeName(rest)) // C: on Windows
	path, request, found := strings.Cut(rest[volume:], ":/")
	if !found {
		path = strings.TrimSuffix(path, ":")
	}
	socket = rest[:volume] + path
	if err := checkSocket(socket); err != nil {
		return "", "", fmt.Errorf("%w in the URL: %w", ErrSyntax, err)
	}
	return socket, "ws://localhost/" + request, nil
}

func checkSocket(path string) error {
	switch limit := len(syscall.RawSockaddrUnix{}.Path) - 1; {
	case path == "" || path == "@":
		return fmt.Errorf("it names no socket, as ws+unix:/path/to.sock:/request/path does")
	case strings.HasPrefix(path, "//"):
		return fmt.Errorf("a unix socket has no host: %s", path)
	case path[0] == '@' && runtime.GOOS != "linux":
		return fmt.Errorf("only Linux has abstract sockets such as %s", path)
	case len(path) > limit:
		return fmt.Errorf("the socket's path has %d bytes, more than the %d that the system allows: %s", len(path), limit, path)
	case strings.ContainsRune(path, 0):
		return fmt.Errorf("there is a NUL in the socket's path")
	}
	return nil
}

// socketOf is the unix socket that u is asked at, if any: its server may
// redirect to itself, or to another one.
func (ws *WebSocket) socketOf(u *url.URL) string {
	if u.Scheme == ws.url.Scheme && sameServer(ws.url, u) {
		return ws.socket
	}
	return ""
}

// shown is u as the user knows it.
func (ws *WebSocket) shown(u *url.URL) string {
	if socket := ws.socketOf(u); socket != "" {
		return unixScheme + socket + ":" + u.RequestURI()
	}
	return u.String()
}
