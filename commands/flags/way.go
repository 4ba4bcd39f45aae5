package flags

import (
	"cmp"
	"strconv"
	"strings"

	"wspipe/client"
)

func (g *Network) fillSocket(o *client.Options) error {
	if !g.Socket.Given {
		return nil
	}
	o.Socket = g.Socket.Value
	if err := client.CheckSocket(o.Socket); err != nil {
		return g.Socket.wrong("%w", err)
	}
	return nil
}

// detour leads from one host and port to another. An empty from value means any; an empty to value,
// no change.
type detour struct{ host, port, toHost, toPort string }

// fillConnectTo lets the first match win, as in curl.
func (g *Network) fillConnectTo(o *client.Options) error {
	var detours []detour
	for _, value := range g.ConnectTo.Values {
		d, ok := parseDetour(value)
		if !ok { // it may contain a login
			return g.ConnectTo.wrong("it is not HOST1:PORT1:HOST2:PORT2, each of which may be empty")
		}
		detours = append(detours, d)
	}
	if len(detours) == 0 {
		return nil
	}
	o.ConnectTo = func(host, port string) (string, string) {
		for _, d := range detours {
			if (d.host == "" || strings.EqualFold(d.host, host)) && (d.port == "" || d.port == port) {
				return cmp.Or(d.toHost, host), cmp.Or(d.toPort, port)
			}
		}
		return host, port
	}
	return nil
}

func parseDetour(text string) (d detour, ok bool) {
	host, rest, first := cutHost(text)
	port, rest, second := strings.Cut(rest, ":")
	toHost, toPort, third := cutHost(rest)
	d = detour{host, port, toHost, toPort}
	return d, first && second && third && mayBePort(port) && mayBePort(toPort) && !strings.ContainsAny(host+toHost, "@/ ")
}

// cutHost cuts the host off the beginning of text. An IPv6 address must be in brackets.
func cutHost(text string) (host, rest string, ok bool) {
	if inside, found := strings.CutPrefix(text, "["); found {
		return strings.Cut(inside, "]:")
	}
	return strings.Cut(text, ":")
}

func mayBePort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return text == "" || err == nil && n > 0
}
