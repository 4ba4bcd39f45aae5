// Package dial is how the URLs that people write become those of package client.
package dial

import (
	"fmt"
	"strings"

	"wspipe/client"
)

// URL makes an absolute URL of what a person may write for one: HOST, or
// HOST:PORT, with a path or without, means ws. The error wraps
// client.ErrSyntax and shows nothing of a login.
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
		return written, nil // with a scheme that package client refuses
	}
	return "ws://" + written, nil
}

// IsURL tells a URL from a file's name by its scheme, also one that lacks its colon.
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
