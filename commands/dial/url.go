// Package dial turns the URLs that people write into those of package client.
package dial

import (
	"fmt"
	"strings"

	"wspipe/client"
)

// URL returns the absolute URL for what a person wrote: HOST or HOST:PORT, with or without a path,
// means ws. The error wraps client.ErrSyntax and shows no part of a login.
func URL(written string) (string, error) {
	written = strings.TrimSpace(written)
	authority, _, _ := strings.Cut(strings.NewReplacer(`\`, "/", "?", "/", "#", "/").Replace(written), "/")
	scheme, port, colon := strings.Cut(authority, ":")
	isPort := port != "" && strings.Trim(port, digits) == ""
	switch {
	case written == "", strings.Contains(written, "://"), colon && known(scheme) && !isPort:
		return written, nil
	case colon && strings.EqualFold(scheme, "echo") && !isPort:
		return "", syntaxf("nothing goes after echo:, which is a server of its own")
	case strings.Trim(written, digits) == "":
		return "", syntaxf("%q names no host; a port needs one, as in ws://127.0.0.1:%s", written, written)
	case known(authority) && strings.HasPrefix(written[len(authority):], "//"):
		return "", syntaxf("there is no colon behind %q, as in %s://", authority, strings.ToLower(authority))
	case colon && scheme != "" && !isPort && !strings.ContainsAny(authority, "[@") && strings.Count(authority, ":") == 1:
		return written, nil // package client rejects its scheme
	}
	return "ws://" + written, nil
}

// IsURL distinguishes a URL from a file's name by its scheme, even one that lacks its colon.
func IsURL(written string) bool {
	scheme, _, colon := strings.Cut(strings.TrimSpace(written), ":")
	name, _, slashes := strings.Cut(scheme, "//")
	return strings.Contains(written, "://") || known(name) && (colon || slashes)
}

const digits = "0123456789"

func syntaxf(format string, args ...any) error {
	return fmt.Errorf("%w in the URL: "+format, append([]any{client.ErrSyntax}, args...)...)
}

func known(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "ws", "wss", "http", "https", "ws+unix":
		return true
	}
	return false
}
