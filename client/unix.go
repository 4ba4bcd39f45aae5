package client

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

const unixScheme = "ws+unix:"

// splitUnix splits a URL for a unix socket:
//
//	ws+unix:/path/to.sock:/request/path?query
//
// Everything before the first ":/" is the socket's path, taken literally: there are no
// escapes in it. Without a ":/" the request is for "/". A path that begins with @ names
// a socket in Linux's abstract namespace. If raw isn't such a URL, socket is empty and
// request is raw; otherwise request is a URL for localhost.
func splitUnix(raw string) (socket, request string, err error) {
	raw = trimURL(raw)
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
	if err := CheckSocket(socket); err != nil {
		return "", "", fmt.Errorf("%w in the URL: %w", ErrSyntax, err)
	}
	return socket, "ws://localhost/" + request, nil
}

// CheckSocket returns what is wrong with path as the path of a unix socket, or nil. The
// error shows no part of it.
func CheckSocket(path string) error {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	name, _, hasAt := strings.Cut(first, "@")
	switch limit := len(syscall.RawSockaddrUnix{}.Path) - 1; {
	case path == "" || path == "@":
		return errors.New("it names no socket, as ws+unix:/path/to.sock:/request/path does")
	case strings.HasPrefix(path, "//"): // perhaps with a login
		return errors.New("a unix socket has no host")
	case hasAt && strings.Contains(name, ":"):
		return errors.New("a unix socket has no login")
	case path[0] == '@' && runtime.GOOS != "linux":
		return errors.New("only Linux has abstract sockets, whose names begin with @")
	case len(path) > limit:
		return fmt.Errorf("the socket's path has %d bytes, more than the %d that the system allows", len(path), limit)
	case strings.ContainsRune(path, 0):
		return errors.New("there is a NUL in the socket's path")
	}
	return nil
}

// checkWay allows one socket at most: that of the options or that of the URL.
func checkWay(o Options, socket string) error {
	switch {
	case o.Socket == "":
		return nil
	case socket != "":
		return fmt.Errorf("%w: the URL names a unix socket, too", ErrSyntax)
	}
	if err := CheckSocket(o.Socket); err != nil {
		return fmt.Errorf("%w in the unix socket: %w", ErrSyntax, err)
	}
	return nil
}

// socketOf returns the unix socket to ask for l, if any: the server behind a socket in
// the URL may redirect to itself, or to another server.
func (ws *WebSocket) socketOf(l location) string {
	if ws.opts.Socket == "" && ws.url.sameServer(l) {
		return ws.socket
	}
	return ws.opts.Socket
}

// shown returns l as the user knows it.
func (ws *WebSocket) shown(l location) string {
	if ws.socket != "" && ws.url.sameServer(l) {
		return unixScheme + ws.socket + ":" + l.target()
	}
	return l.String()
}
