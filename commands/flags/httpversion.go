package flags

import "wspipe/client"

// HTTPVersion is the HTTP version of the handshake.
type HTTPVersion struct{ Text }

// flag returns --http; use says what it is for.
func (g *HTTPVersion) flag(use string) *Flag {
	return &Flag{
		Name: "http", Group: connection, Kind: Enum, Values: []string{"1.1", "2", "auto"}, Default: "1.1", Field: &g.Text,
		Aliases: []Alias{{"http1.1", "1.1"}, {"http2", "auto"}, {"http2-prior-knowledge", "2"}},
		Usage:   use + ": 1.1, 2 (RFC 8441; also without TLS), or auto: 2 if the server offers it, as browsers do; 2 and auto are experimental",
	}
}

func (g *HTTPVersion) fill(o *client.Options) error {
	o.HTTP = g.Value
	if err := client.CheckHTTP(o.HTTP); err != nil {
		return g.wrong("%w", err)
	}
	return nil
}
