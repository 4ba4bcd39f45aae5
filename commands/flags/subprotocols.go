package flags

import (
	"errors"
	"slices"
	"strings"

	"wspipe/commands/status"
)

// checkSubprotocols accepts names that fit into a list in a header: some servers use names that
// aren't tokens.
func checkSubprotocols(names []string) error {
	for i, name := range names {
		if name == "" || strings.ContainsAny(name, " \t,") || !validHeader("Sec-WebSocket-Protocol", name) {
			return status.Usagef("--subprotocol: %q is not a subprotocol's name", name)
		}
		if slices.Contains(names[:i], name) {
			return status.Usagef("--subprotocol: %q is %w", name, errTwice)
		}
	}
	return nil
}

var errTwice = errors.New("given twice")
