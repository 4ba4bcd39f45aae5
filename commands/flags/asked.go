package flags

import (
	"errors"
	"fmt"
	"strings"

	"wspipe/client"
)

// asked is what headers ask of the handshake: people copy whole requests from browsers.
type asked struct {
	protocols   []string
	compress    bool
	compression string // its parameters
}

// take returns true for a header that needn't be added: one that is sent in any case, or one that
// asks for a subprotocol or an extension.
func (a *asked) take(name, value string) (bool, error) {
	var err error
	switch lower := strings.ToLower(name); {
	case value == "":
		return false, nil
	case sentAnyway(lower, value):
	case lower == "sec-websocket-protocol":
		err = a.takeProtocols(value)
	case lower == "sec-websocket-extensions":
		err = a.takeExtensions(value)
	default:
		return false, nil
	}
	if err != nil {
		return true, fmt.Errorf("%s: %w", name, err)
	}
	return true, nil
}

// sentAnyway reports whether every handshake has this header. The key is always a new one: it
// serves only once (RFC 6455, section 4.1).
func sentAnyway(name, value string) bool {
	switch name {
	case "sec-websocket-key":
		return true
	case "sec-websocket-version":
		return value == "13"
	case "upgrade":
		return strings.EqualFold(value, "websocket")
	case "connection":
		return strings.Contains(strings.ToLower(value), "upgrade")
	}
	return false
}

func (a *asked) takeProtocols(value string) error {
	for name := range strings.SplitSeq(value, ",") {
		a.protocols = append(a.protocols, strings.TrimSpace(name))
	}
	switch err := checkSubprotocols(a.protocols); {
	case err == nil:
		return nil
	case errors.Is(err, errTwice):
		return errors.New("it has one twice")
	}
	return errors.New("it is not a list of subprotocols with commas between them") // not shown: it may be a secret token
}

// takeExtensions takes the first of several offers of permessage-deflate, the only extension there
// is.
func (a *asked) takeExtensions(value string) error {
	for offer := range strings.SplitSeq(value, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "permessage-deflate") {
			return fmt.Errorf("%q is not permessage-deflate", name)
		}
		if err := client.CheckCompression(parameters); err != nil {
			return err
		}
		if !a.compress {
			a.compress, a.compression = true, strings.TrimSpace(parameters)
		}
	}
	return nil
}

// fill sets the options that headers ask for. Flags override them.
func (a asked) fill(o *client.Options) {
	if len(a.protocols) > 0 {
		o.Protocols = a.protocols
	}
	if a.compress {
		o.Compression, o.CompressionParameters = true, a.compression
	}
}

// refused returns an error if a header asks for anything, for callers that allow none.
func (a asked) refused() error {
	switch {
	case len(a.protocols) > 0:
		return belongs("Sec-WebSocket-Protocol")
	case a.compress:
		return belongs("Sec-WebSocket-Extensions")
	}
	return nil
}
